//! PgBouncer in front of the PostgreSQL of the tests, started by the test that needs it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

use crate::administration::skip;
use crate::scratch::Scratch;

/// A pooler that ends with this value.
pub struct Pooler {
    process: Child,
    folder: PathBuf,
    port: u16,
}

const SYSTEM_PROGRAM: &str = "/usr/sbin/pgbouncer";

impl Pooler {
    /// A pooler of this mode; nothing, and a line that says so, where the program is not installed.
    pub async fn start(scratch: &Scratch, mode: &str) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("migrate-pgbouncer-{}-{count}", std::process::id()));
        std::fs::create_dir(&folder).expect("the folder is new");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port is free").port();
        let settings = folder.join("pgbouncer.ini");
        std::fs::write(&settings, settings_of(scratch, port, mode)).expect("it can be written");
        // Debian puts it where not everybody looks for programs.
        let program = if Path::new(SYSTEM_PROGRAM).exists() { SYSTEM_PROGRAM } else { "pgbouncer" };
        let mut command = Command::new(program);
        if is_root() {
            command.args(["-u", "nobody"]);
        }
        let process = command.arg("-q").arg(&settings).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let Ok(process) = process else {
            std::fs::remove_dir_all(&folder).expect("it is there");
            skip("pgbouncer is not installed");
            return None;
        };
        let pooler = Self { process, folder, port };
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(pooler);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("PgBouncer does not answer");
    }

    /// What reaches a database through it.
    pub fn url(&self, scratch: &Scratch) -> String {
        let (_, database) = scratch.url.rsplit_once('/').expect("a URL names a database after its last slash");
        format!("postgres://anybody@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _ended = self.process.wait();
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

fn settings_of(scratch: &Scratch, port: u16, mode: &str) -> String {
    let server: PgConnectOptions = scratch.url.parse().expect("the URL of the tests");
    let (_, rest) = scratch.url.split_once("://").expect("a URL");
    let user = rest.split_once('@').map_or("", |(user, _)| user);
    let password = user.split_once(':').map_or(String::new(), |(_, password)| format!(" password={password}"));
    let (host, user, server_port) = (server.get_host(), server.get_username(), server.get_port());
    format!(
        "[databases]\n* = host={host} port={server_port} user={user}{password}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
         listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = 5\n"
    )
}

/// Whom the program refuses.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
