//! The protocols besides HTTP whose services are looked at over TLS.

use crate::text::Text;

/// A protocol of a service. The words are those of `protocol:` in `system.yaml`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Protocol {
    /// File transfer (RFC 959, RFC 4217).
    Ftp,
    /// Mail boxes that stay on the server (RFC 9051).
    Imap,
    /// Directory (RFC 4511).
    Ldap,
    /// Local delivery of mail (RFC 2033).
    Lmtp,
    /// MySQL and MariaDB.
    Mysql,
    /// Mail boxes that are emptied (RFC 1939, RFC 2595).
    Pop3,
    /// PostgreSQL.
    Postgres,
    /// Remote desktop (MS-RDPBCGR).
    Rdp,
    /// Sending mail (RFC 5321, RFC 3207).
    Smtp,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: &[Self] = &[
        Self::Ftp,
        Self::Imap,
        Self::Ldap,
        Self::Lmtp,
        Self::Mysql,
        Self::Pop3,
        Self::Postgres,
        Self::Rdp,
        Self::Smtp,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ftp => "ftp",
            Self::Imap => "imap",
            Self::Ldap => "ldap",
            Self::Lmtp => "lmtp",
            Self::Mysql => "mysql",
            Self::Pop3 => "pop3",
            Self::Postgres => "postgres",
            Self::Rdp => "rdp",
            Self::Smtp => "smtp",
        }
    }

    /// The protocol for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|protocol| protocol.word() == word)
    }

    /// The usual port: where TLS is asked for in the plain (`start_tls`), or where it speaks from
    /// the first byte; protocols without a port of the second kind have one for both.
    pub const fn port(self, start_tls: bool) -> u16 {
        match (self, start_tls) {
            (Self::Ftp, true) => 21,
            (Self::Ftp, false) => 990,
            (Self::Imap, true) => 143,
            (Self::Imap, false) => 993,
            (Self::Ldap, true) => 389,
            (Self::Ldap, false) => 636,
            (Self::Lmtp, _) => 24,
            (Self::Mysql, _) => 3306,
            (Self::Pop3, true) => 110,
            (Self::Pop3, false) => 995,
            (Self::Postgres, _) => 5432,
            (Self::Rdp, _) => 3389,
            (Self::Smtp, true) => 25,
            (Self::Smtp, false) => 465,
        }
    }

    /// The protocol for people.
    pub fn text(self) -> Text {
        Text::same(match self {
            Self::Ftp => "FTP",
            Self::Imap => "IMAP",
            Self::Ldap => "LDAP",
            Self::Lmtp => "LMTP",
            Self::Mysql => "MySQL",
            Self::Pop3 => "POP3",
            Self::Postgres => "PostgreSQL",
            Self::Rdp => "RDP",
            Self::Smtp => "SMTP",
        })
    }
}
