//! Just enough HTTP to ask `kubectl proxy`: a request a connection, in HTTP/1.0, so that an answer ends where its connection does.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// Longer than the server takes for anything, so that a server that hangs fails the test.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the server said to one request.
pub struct Answer {
    pub status: u16,
    /// The texts of its `Warning` headers, as `kubectl` would print them.
    pub warnings: Vec<String>,
    /// Null if it is no JSON.
    pub body: Value,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What is wrong, in the server's words.
    pub fn message(&self) -> String {
        let said = self.body.get("message").and_then(Value::as_str).unwrap_or("no message");
        format!("{}: {said}", self.status)
    }
}

/// The content type and the text of a request.
pub type Body<'a> = (&'a str, &'a str);

pub fn ask(port: u16, method: &str, path: &str, body: Option<Body>) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (content_type, text) = body.unwrap_or(("application/json", ""));
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        text.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(text.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    parsed(&answer).ok_or_else(|| io::Error::other(format!("{method} {path}: no HTTP answer: {answer:?}")))
}

fn parsed(answer: &str) -> Option<Answer> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(": "));
    let warnings = headers.filter(|(name, _)| name.eq_ignore_ascii_case("warning"));
    Some(Answer {
        status,
        warnings: warnings.map(|(_, value)| value.trim_start_matches("299 - ").to_owned()).collect(),
        body: serde_json::from_str(body).unwrap_or(Value::Null),
    })
}
