//! An etcd, a kube-apiserver and a `kubectl proxy` before it, on free ports, with all they write in a folder that goes with them.
//! No controller runs and no kubelet: what is applied stays as the server has admitted it.

use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use fs_err as fs;
use serde_json::Value;
use tempfile::TempDir;

use crate::http::{Answer, Body, ask};

/// A machine that builds something else beside takes a while.
const STARTS_WITHIN: Duration = Duration::from_secs(120);
/// Nobody else reaches the server: it listens on the loopback only, and its storage goes with the test.
const TOKEN: &str = "only-here";

/// A program that ends when the test does, well or not.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended by itself has said why in its log.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub struct Server {
    programs: PathBuf,
    port: u16,
    // In the order in which they are to end.
    _running: [Running; 3],
    folder: TempDir,
}

impl Server {
    /// `programs` holds `etcd`, `kube-apiserver` and `kubectl`, as KUBEBUILDER_ASSETS does by the convention of envtest.
    pub fn start(programs: &Path) -> io::Result<Self> {
        let folder = TempDir::new()?;
        let [client, peer, secure] = free_ports()?;
        let etcd = started(etcd(programs, folder.path(), client, peer), "etcd", folder.path())?;
        let api = started(api_server(programs, folder.path(), client, secure)?, "kube-apiserver", folder.path())?;
        let mut proxy = Command::new(programs.join("kubectl"));
        proxy.args(["proxy", "--port=0", "--insecure-skip-tls-verify", "--token", TOKEN]);
        proxy.arg(format!("--server=https://127.0.0.1:{secure}")).env("KUBECONFIG", folder.path().join("kubeconfig"));
        let log = fs::File::create(folder.path().join("kubectl.log"))?.into_parts().0;
        let mut proxy = Running(proxy.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()?);
        let mut said = String::new();
        let stdout = proxy.0.stdout.as_mut().expect("it is piped");
        BufReader::new(stdout).read_line(&mut said)?;
        let port = said.trim_end().rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.ok_or_else(|| io::Error::other(format!("kubectl proxy says {said:?}")))?;
        let server = Self { programs: programs.to_owned(), port, _running: [proxy, api, etcd], folder };
        server.wait()?;
        Ok(server)
    }

    /// Until the server takes requests, with what it makes of itself at its start (namespaces, roles, priority classes).
    fn wait(&self) -> io::Result<()> {
        let started = Instant::now();
        while !self.ask("GET", "/readyz", None).is_ok_and(|answer| answer.is_success()) {
            if started.elapsed() > STARTS_WITHIN {
                let log = fs::read_to_string(self.folder.path().join("kube-apiserver.log"))?;
                let end: Vec<&str> = log.lines().rev().take(20).collect();
                let end: Vec<&str> = end.into_iter().rev().collect();
                return Err(io::Error::other(format!("kube-apiserver does not start:\n{}", end.join("\n"))));
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    pub fn ask(&self, method: &str, path: &str, body: Option<Body>) -> io::Result<Answer> {
        ask(self.port, method, path, body)
    }

    pub fn version(&self) -> io::Result<String> {
        let answer = self.ask("GET", "/version", None)?;
        Ok(answer.body.get("gitVersion").and_then(Value::as_str).unwrap_or("of no version").to_owned())
    }

    pub fn kubectl(&self, arguments: &[&str]) -> io::Result<Output> {
        let mut command = Command::new(self.programs.join("kubectl"));
        command.arg(format!("--server=http://127.0.0.1:{}", self.port)).args(arguments);
        command.arg("--cache-dir").arg(self.folder.path().join("cache"));
        command.env("KUBECONFIG", self.folder.path().join("kubeconfig")).stdin(Stdio::null()).output()
    }

    /// Serves every custom resource whose definition is below `folder`.
    pub fn define(&self, folder: &Path) -> io::Result<()> {
        let folder = folder.display().to_string();
        let apply = ["apply", "--server-side", "--validate=false", "--recursive", "--filename", &folder];
        let wait = ["wait", "--for=condition=established", "--all", "--timeout=120s", "customresourcedefinitions"];
        for arguments in [apply.as_slice(), &wait] {
            let output = self.kubectl(arguments)?;
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                return Err(io::Error::other(format!("kubectl {}:\n{said}", arguments.join(" "))));
            }
        }
        Ok(())
    }
}

/// Ports that nobody listens on now; all are held until the last is found, so that they differ.
fn free_ports<const N: usize>() -> io::Result<[u16; N]> {
    let listeners: Vec<TcpListener> = (0..N).map(|_| TcpListener::bind(("127.0.0.1", 0))).collect::<io::Result<_>>()?;
    let mut ports = [0; N];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}

fn started(mut command: Command, name: &str, folder: &Path) -> io::Result<Running> {
    let log = fs::File::create(folder.join(format!("{name}.log")))?.into_parts().0;
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let child = command.spawn();
    child.map(Running).map_err(|error| io::Error::other(format!("{name} of KUBEBUILDER_ASSETS: {error}")))
}

fn etcd(programs: &Path, folder: &Path, client: u16, peer: u16) -> Command {
    let [client, peer] = [client, peer].map(|port| format!("http://127.0.0.1:{port}"));
    let mut command = Command::new(programs.join("etcd"));
    command.arg("--data-dir").arg(folder.join("etcd"));
    command.args(["--listen-client-urls", &client, "--advertise-client-urls", &client]);
    command.args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer]);
    command.arg(format!("--initial-cluster=default={peer}"));
    command.arg("--unsafe-no-fsync"); // nobody reads it after a crash
    command
}

fn api_server(programs: &Path, folder: &Path, etcd: u16, port: u16) -> io::Result<Command> {
    let certificates = folder.join("certificates");
    let tokens = folder.join("tokens.csv");
    fs::write(&tokens, format!("{TOKEN},admin,admin,system:masters\n"))?;
    let mut command = Command::new(programs.join("kube-apiserver"));
    command.arg(format!("--etcd-servers=http://127.0.0.1:{etcd}"));
    command.args(["--bind-address=127.0.0.1", &format!("--secure-port={port}")]);
    command.arg("--endpoint-reconciler-type=none"); // a loopback address is no endpoint
    command.arg("--cert-dir").arg(&certificates); // it makes a key and a certificate there
    command.args(["--authorization-mode=RBAC", "--token-auth-file"]).arg(&tokens);
    command.arg("--service-account-issuer=https://kubernetes.default.svc");
    for flag in ["--service-account-key-file", "--service-account-signing-key-file"] {
        command.arg(flag).arg(certificates.join("apiserver.key"));
    }
    command.args(["--service-cluster-ip-range=10.0.0.0/16", "--allow-privileged=true"]);
    Ok(command)
}
