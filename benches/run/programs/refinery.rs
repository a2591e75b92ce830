//! Runs the history by refinery.

use std::time::Instant;

mod sqlite {
    refinery::embed_migrations!("./sqlite");
}
#[cfg(feature = "postgres")]
mod postgres {
    refinery::embed_migrations!("./postgres");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(2).expect("a URL");
    let begin = Instant::now();
    if let Some(path) = url.strip_prefix("sqlite://") {
        let path = path.split('?').next().expect("a path");
        let mut connection = rusqlite::Connection::open(path).expect("a connection");
        sqlite::migrations::runner().run(&mut connection).expect("every migration applies");
        println!("{}", begin.elapsed().as_secs_f64());
        return;
    }
    #[cfg(feature = "postgres")]
    {
        let (mut client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("a connection");
        tokio::spawn(connection);
        postgres::migrations::runner().run_async(&mut client).await.expect("every migration applies");
        println!("{}", begin.elapsed().as_secs_f64());
    }
}
