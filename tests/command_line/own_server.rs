//! A database server of a test's own, which may be restarted and killed.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection as _, MySqlConnection, PgConnection, Row as _};

use crate::administration::skip;
use crate::server::Server;

/// How a server comes to its end.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// It is told to, by who restarts it: connections are closed, and what they had begun is rolled back.
    Shutdown,
    /// `kill -9`, or the power fails.
    Killed,
}

/// A server with a folder and a port of its own, which goes with this value.
pub struct OwnServer {
    kind: Server,
    /// Where its files are, as it sees them itself.
    folder: PathBuf,
    /// What that is relative to.
    root: PathBuf,
    port: u16,
    process: Child,
}

impl OwnServer {
    /// A server with an empty database `app`; nothing, and a line that says so, where its programs are missing.
    pub async fn start(kind: Server) -> Option<Self> {
        if kind == Server::MySql && !is_root() {
            skip("only root can start MySQL in the tree that it is installed in");
            return None;
        }
        if !program(kind).exists() {
            skip(&format!("{} is not installed", program(kind).display()));
            return None;
        }
        let root = if kind == Server::MySql { mysql_root() } else { PathBuf::from("/") };
        let name = format!("migrate-own-{}-{}", kind.key(), std::process::id());
        let folder = Path::new("/tmp").join(name);
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        prepare(kind, &root, &folder);
        let process = spawn(kind, &root, &folder, port);
        let mut server = Self { kind, folder, root, port, process };
        server.wait_until_it_answers().await;
        server.send_to(&server.administration(), "CREATE DATABASE app").await.expect("it is new");
        Some(server)
    }

    /// What reaches its database.
    pub fn url(&self) -> String {
        self.url_of("app")
    }

    fn url_of(&self, database: &str) -> String {
        match self.kind {
            Server::Postgres => format!("postgres://postgres@127.0.0.1:{}/{database}", self.port),
            _ => format!("mysql://root@127.0.0.1:{}/{database}", self.port),
        }
    }

    fn administration(&self) -> String {
        self.url_of(if self.kind == Server::Postgres { "postgres" } else { "mysql" })
    }

    /// Ends it, and starts it again.
    pub async fn restart(&mut self, end: End) {
        self.end(end);
        // What it leaves behind may need a moment, as its other processes do where PostgreSQL's first one was killed.
        let begin = Instant::now();
        loop {
            self.process = spawn(self.kind, &self.root, &self.folder, self.port);
            if self.answers().await {
                return;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "{} does not start again: {}",
                self.kind.key(),
                self.log()
            );
        }
    }

    fn end(&mut self, end: End) {
        match end {
            End::Killed => self.process.kill().expect("it can be killed"),
            End::Shutdown => {
                // PostgreSQL: the fast one, which waits for nobody.
                let signal = if self.kind == Server::Postgres { "-INT" } else { "-TERM" };
                let told = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
                assert!(told.expect("`kill` starts").success());
            }
        }
        self.process.wait().expect("it is a child");
    }

    async fn wait_until_it_answers(&mut self) {
        assert!(self.answers().await, "{} does not start: {}", self.kind.key(), self.log());
    }

    /// Whether it answers before it ends, or a minute has passed.
    async fn answers(&mut self) -> bool {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(60) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok()
                && self.send_to(&self.administration(), "SELECT 1").await.is_ok()
            {
                return true;
            }
            if self.process.try_wait().expect("it is a child").is_some() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    fn log(&self) -> String {
        std::fs::read_to_string(inside(&self.root, &self.folder).join("log")).unwrap_or_default()
    }

    /// Runs SQL in its database.
    pub async fn run(&self, sql: &str) {
        self.send_to(&self.url(), sql).await.unwrap_or_else(|error| panic!("{}: {error}\n{sql}", self.kind.key()));
    }

    async fn send_to(&self, url: &str, sql: &str) -> Result<(), sqlx::Error> {
        match self.kind {
            Server::Postgres => {
                let mut connection = PgConnection::connect(url).await?;
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
                connection.close().await
            }
            _ => {
                let mut connection = MySqlConnection::connect(url).await?;
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
                connection.close().await
            }
        }
    }

    /// The first value of the first row that a query finds, a text; nothing where there is none, or the server is away.
    pub async fn text(&self, sql: &str) -> Option<String> {
        match self.kind {
            Server::Postgres => {
                let mut connection = PgConnection::connect(&self.url()).await.ok()?;
                sqlx::raw_sql(AssertSqlSafe(sql)).fetch_optional(&mut connection).await.ok()??.try_get_unchecked(0).ok()
            }
            _ => {
                let mut connection = MySqlConnection::connect(&self.url()).await.ok()?;
                sqlx::raw_sql(AssertSqlSafe(sql)).fetch_optional(&mut connection).await.ok()??.try_get_unchecked(0).ok()
            }
        }
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _ended = self.process.wait();
        let _removed = std::fs::remove_dir_all(inside(&self.root, &self.folder));
    }
}

/// Whether whoever runs the tests may do everything.
pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout == b"0\n")
}

/// The tree that MySQL is installed in, as `.ci/services` does it.
fn mysql_root() -> PathBuf {
    std::env::var_os("MIGRATE_MYSQL_ROOT").map_or_else(|| PathBuf::from("/opt/mysql-sid"), PathBuf::from)
}

/// The program that is the server.
fn program(kind: Server) -> PathBuf {
    match kind {
        Server::Postgres => postgres_folder().join("postgres"),
        Server::MySql => mysql_root().join("usr/sbin/mysqld"),
        _ => PathBuf::from("/usr/sbin/mariadbd"),
    }
}

/// Where Debian has the programs of PostgreSQL's newest version.
fn postgres_folder() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.max_by_key(|version| version.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
    newest.map_or_else(PathBuf::new, |version| version.path().join("bin"))
}

/// A path of a server's own, as everybody else sees it.
fn inside(root: &Path, folder: &Path) -> PathBuf {
    root.join(folder.strip_prefix("/").expect("it is absolute"))
}

/// Makes an empty data directory.
fn prepare(kind: Server, root: &Path, folder: &Path) {
    let outside = inside(root, folder);
    std::fs::create_dir_all(&outside).expect("the folder can be made");
    let data = folder.join("data").display().to_string();
    let mut command = match kind {
        Server::Postgres => {
            if is_root() {
                let owned = Command::new("chown").args(["postgres:postgres", &outside.display().to_string()]).status();
                assert!(owned.expect("`chown` starts").success());
            }
            let mut command = as_postgres("initdb");
            command.args(["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--pgdata", &data]);
            command
        }
        Server::MySql => {
            let mut command = Command::new("chroot");
            command.arg(root).args(["mysqld", "--no-defaults", "--initialize-insecure", "--user=root"]);
            command.arg(format!("--datadir={data}")).arg("--innodb-flush-log-at-trx-commit=0");
            command
        }
        _ => {
            let mut command = Command::new("mariadb-install-db");
            command.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
            command.arg(format!("--datadir={data}")).args(is_root().then_some("--user=root"));
            command
        }
    };
    let output = command.env("TMPDIR", folder).stdin(Stdio::null()).output().expect("it starts");
    assert!(output.status.success(), "{}: {}", kind.key(), String::from_utf8_lossy(&output.stderr));
}

/// A program of PostgreSQL, which does not run as root.
fn as_postgres(program: &str) -> Command {
    let program = postgres_folder().join(program);
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}

/// Starts the server, which becomes the process that is returned.
fn spawn(kind: Server, root: &Path, folder: &Path, port: u16) -> Child {
    let data = folder.join("data").display().to_string();
    let mut command = match kind {
        Server::Postgres => {
            let mut command = as_postgres("postgres");
            command.args(["-D", &data, "-p", &port.to_string(), "-k", &folder.display().to_string()]);
            // Nothing is lost when a process is killed; what the disk has not got yet is only lost with the machine.
            command.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]);
            command
        }
        _ => {
            let mut command = if kind == Server::MySql {
                let mut command = Command::new("chroot");
                command.arg(root).args(["mysqld", "--no-defaults", "--mysqlx=OFF", "--secure-file-priv="]);
                command.args(["--skip-log-bin", "--performance-schema=OFF"]);
                command
            } else {
                let mut command = Command::new(program(kind));
                command.arg("--no-defaults");
                command
            };
            command.args(["--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=2"]);
            command.args(is_root().then_some("--user=root"));
            command.arg(format!("--datadir={data}")).arg(format!("--port={port}"));
            let file = |name: &str| folder.join(name).display().to_string();
            command.arg(format!("--socket={}", file("socket"))).arg(format!("--pid-file={}", file("pid")));
            command
        }
    };
    let log = std::fs::File::options().create(true).append(true).open(inside(root, folder).join("log"));
    let log = log.expect("the folder can be written");
    // Where it starts, MariaDB deletes the temporary tables that it finds, also those of a server which runs.
    command.env("TMPDIR", folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect("it starts")
}
