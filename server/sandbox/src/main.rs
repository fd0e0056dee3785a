//! The sandbox program: serves the gateway's protocol on a loopback address, or only makes the keys.

use std::{
    io::{IsTerminal as _, Write as _},
    net::SocketAddr,
    num::NonZeroU32,
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use sandbox::{Config, Endpoints, Error};
use tokio::net::TcpListener;

/// A payment gateway for demos and tests. It moves no real money.
#[derive(Parser)]
#[command(name = "sandbox", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the gateway, the wallet and the control interface.
    Serve {
        /// The loopback address to listen on; port 0 takes a free one, printed on the first line.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// The folder of the keys, created when it is missing.
        #[arg(long)]
        keys: PathBuf,
        /// How many times faster than real the resend ladder and the refunds run.
        #[arg(long, default_value = "1")]
        time_scale: NonZeroU32,
        /// Where the bank sends its events.
        #[arg(long)]
        bank_events: Option<String>,
        /// Where Stripe sends its events.
        #[arg(long)]
        stripe_events: Option<String>,
    },
    /// Create the keys unless they exist.
    Keys {
        /// The folder of the keys.
        #[arg(long)]
        keys: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let ansi = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(ansi).init();
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the sandbox stopped");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Keys { keys } => sandbox::keys::create_if_missing(&keys),
        Command::Serve { listen, keys, time_scale, bank_events, stripe_events } => {
            // Whoever reaches the control interface can pay orders and move the clock.
            if !listen.ip().is_loopback() {
                return Err(Error::NotLoopback(listen));
            }
            sandbox::keys::create_if_missing(&keys)?;
            let listener = TcpListener::bind(listen).await?;
            let address = listener.local_addr()?;
            let mut out = std::io::stdout();
            writeln!(out, "listening on http://{address}")?;
            out.flush()?;
            let endpoints = Endpoints { bank: bank_events, stripe: stripe_events };
            sandbox::serve_telling(listener, Config { keys, time_scale }, endpoints, stop_requested()).await
        }
    }
}

async fn stop_requested() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
