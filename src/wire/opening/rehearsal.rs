//! A server of each protocol in tests, that speaks the plain part itself and hands the connection to
//! a real OpenSSL once both sides go on in TLS.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use crate::system::Protocol;
use crate::wire::{Endpoint, Opening};

/// The front before a TLS server. It ends with the process; each connection has its own thread.
#[derive(Debug)]
pub(crate) struct Front {
    /// Where it listens, and how TLS is reached there.
    pub(crate) endpoint: Endpoint,
}

impl Front {
    /// A sound front.
    pub(crate) fn start(protocol: Protocol, behind: &Endpoint) -> Self {
        Self::with_surplus(protocol, behind, b"")
    }

    /// A front that sends something in the plain together with its go-ahead.
    pub(crate) fn with_surplus(protocol: Protocol, behind: &Endpoint, surplus: &'static [u8]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let behind = behind.clone();
        let socket = behind.socket();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                thread::spawn(move || drop(serve(stream, protocol, socket, surplus)));
            }
        });
        let endpoint = behind.at_port(port).with_opening(Opening::StartTls(protocol));
        Self { endpoint }
    }
}

fn serve(mut stream: TcpStream, protocol: Protocol, behind: SocketAddr, surplus: &[u8]) -> io::Result<()> {
    let mut go = match protocol {
        Protocol::Smtp | Protocol::Lmtp => mail(&mut stream)?,
        Protocol::Ftp => ftp(&mut stream)?,
        Protocol::Imap => imap(&mut stream)?,
        Protocol::Pop3 => pop3(&mut stream)?,
        Protocol::Ldap => ldap(&mut stream)?,
        Protocol::Mysql => mysql(&mut stream)?,
        Protocol::Postgres => {
            take(&mut stream, 8)?;
            b"S".to_vec()
        }
        Protocol::Rdp => {
            take(&mut stream, 19)?;
            vec![3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0x1f, 8, 0, 2, 0, 0, 0]
        }
    };
    go.extend_from_slice(surplus);
    stream.write_all(&go)?;
    splice(stream, TcpStream::connect(behind)?)
}

/// Carries bytes both ways until one side ends.
fn splice(near: TcpStream, far: TcpStream) -> io::Result<()> {
    let (mut near_in, mut far_out) = (near.try_clone()?, far.try_clone()?);
    let forward = thread::spawn(move || {
        drop(io::copy(&mut near_in, &mut far_out));
        drop(far_out.shutdown(Shutdown::Write));
    });
    let (mut far_in, mut near_out) = (far, near);
    drop(io::copy(&mut far_in, &mut near_out));
    drop(near_out.shutdown(Shutdown::Both));
    drop(forward.join());
    Ok(())
}

fn take(stream: &mut TcpStream, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn line(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\n") {
        bytes.extend(take(stream, 1)?);
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

fn mail(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.write_all(b"220-thu.example.vn ESMTP\r\n220 xin chao\r\n")?;
    loop {
        match line(stream)?.split(' ').next().unwrap_or_default() {
            "EHLO" | "LHLO" => {
                stream.write_all(b"250-thu.example.vn\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 HELP\r\n")?;
            }
            "STARTTLS" => return Ok(b"220 2.0.0 Ready to start TLS\r\n".to_vec()),
            _ => stream.write_all(b"502 5.5.2 what?\r\n")?,
        }
    }
}

fn ftp(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.write_all(b"220-Welcome\r\nto the files\r\n220 of the province\r\n")?;
    loop {
        match line(stream)?.as_str() {
            "FEAT" => stream.write_all(b"211-Features:\r\n AUTH TLS\r\n211 End\r\n")?,
            "AUTH TLS" => return Ok(b"234 Proceed with negotiation.\r\n".to_vec()),
            _ => stream.write_all(b"530 Please login with USER and PASS.\r\n")?,
        }
    }
}

fn imap(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.write_all(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")?;
    loop {
        let line = line(stream)?;
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        let answer = match command {
            "STARTTLS" => return Ok(format!("* 1 EXISTS\r\n{tag} OK begin\r\n").into_bytes()),
            "CAPABILITY" => format!("* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n"),
            _ => format!("{tag} BAD what?\r\n"),
        };
        stream.write_all(answer.as_bytes())?;
    }
}

fn pop3(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.write_all(b"+OK ready <1896.697170952@thu.example.vn>\r\n")?;
    loop {
        match line(stream)?.as_str() {
            "STLS" => return Ok(b"+OK Begin TLS negotiation\r\n".to_vec()),
            _ => stream.write_all(b"-ERR what?\r\n")?,
        }
    }
}

/// Reads any request and answers it as StartTLS; the numbers of lengths and ids are below 128.
fn ldap(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let head = take(stream, 2)?;
    let body = take(stream, usize::from(head[1]))?;
    if !body.ends_with(b"1.3.6.1.4.1.1466.20037") {
        return Err(io::Error::other("not StartTLS"));
    }
    // Lengths in the long form, as Active Directory writes them.
    Ok([&[0x30, 0x84, 0, 0, 0, 16][..], &[2, 1, body[2]], &[0x78, 0x84, 0, 0, 0, 7], &[10, 1, 0, 4, 0, 4, 0]].concat())
}

fn mysql(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut greeting = vec![10];
    greeting.extend_from_slice(b"8.0.36\0");
    greeting.extend_from_slice(&[7, 0, 0, 0]);
    greeting.extend_from_slice(b"abcdefgh\0");
    greeting.extend_from_slice(&[0xff, 0xff, 33, 2, 0, 0xff, 0xdf, 21]);
    greeting.extend_from_slice(&[0; 10]);
    greeting.extend_from_slice(b"ijklmnopqrst\0caching_sha2_password\0");
    let length = u8::try_from(greeting.len()).expect("a short greeting");
    stream.write_all(&[&[length, 0, 0, 0][..], &greeting].concat())?;
    let request = take(stream, 36)?;
    let flags = u16::from_le_bytes([request[4], request[5]]);
    if request[..4] != [32, 0, 0, 1] || flags & 0x0800 == 0 {
        return Err(io::Error::other("not SSLRequest"));
    }
    Ok(Vec::new())
}
