//! Time stamps of an authority that the command line names (RFC 3161, section 3.4).

use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgMatches, value_parser};
use zeroize::Zeroizing;

use crate::seal::TimeStamper;
use crate::text::{Language, Text, shorten, text};
use crate::wire::{SecretName, Secrets, secret_line};

use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::secret;
use super::super::session::Session;
use super::super::verbs::pick;
use super::address::Address;
use super::{Network, NoAnswer, PASSWORD, Question, content_type, wrong_type};

/// The most bytes of a time stamp.
const MOST: usize = 1 << 20;
/// How often an authority is asked that does not answer.
const ATTEMPTS: u32 = 3;
/// The pause before the second attempt; it doubles with each.
const PAUSE: Duration = Duration::from_secs(2);
/// How long an answer may take where nothing else is said. Authorities of the government have taken two minutes.
const PATIENCE_SECONDS: u64 = 180;

const QUESTION_TYPE: &str = "application/timestamp-query";
const ANSWER_TYPE: &str = "application/timestamp-reply";

/// The options by which a verb takes a time-stamp authority; [`Network::stamper`] reads them.
pub(in crate::cli) fn arguments(language: Language) -> [Arg; 4] {
    let pick = |vi, en| pick(language, vi, en);
    [
        Arg::new("time-stamp").long("time-stamp").value_name("URL").help(pick(
            "Lấy dấu thời gian từ máy chủ này (RFC 3161), ví dụ http://tsa.ca.gov.vn",
            "Asks this authority for a time stamp (RFC 3161), such as http://tsa.ca.gov.vn",
        )),
        Arg::new("time-stamp-user").long("time-stamp-user").value_name("NAME").requires("time-stamp").help(pick(
            "Tên đăng nhập ở máy chủ cấp dấu thời gian (HTTP Basic, chỉ qua https); mật khẩu được hỏi",
            "The user at the time-stamp authority (HTTP Basic, over https only); the password is asked for",
        )),
        Arg::new("time-stamp-password")
            .long("time-stamp-password-file")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .requires("time-stamp-user")
            .help(pick(
                "Đọc mật khẩu đó từ dòng đầu của tệp (hoặc /dev/fd/3) thay vì hỏi",
                "Takes that password from the first line of a file (or /dev/fd/3) and does not ask",
            )),
        Arg::new("time-stamp-wait")
            .long("time-stamp-wait")
            .value_name("SECONDS")
            .value_parser(value_parser!(u64).range(1..=600))
            .requires("time-stamp")
            .help(pick(
                "Chờ mỗi lần hỏi bao lâu (mặc định: 180 giây; hỏi tối đa 3 lần)",
                "How long each attempt may take (default: 180 s; three attempts at most)",
            )),
    ]
}

/// A time-stamp authority. It is asked again where it does not answer, and never for something weaker: no stamp is a
/// failure.
pub(in crate::cli) struct Stamper<'a> {
    network: &'a Network,
    address: Address,
    login: Option<(String, Secrets)>,
    patience: Duration,
    attempts: u32,
    pause: Duration,
}

impl Network {
    /// The authority that [`arguments`] name; nothing where they name none.
    pub(in crate::cli) fn stamper(
        &self,
        session: &Session,
        matches: &ArgMatches,
    ) -> Result<Option<Stamper<'_>>, Failure> {
        let Some(address) = matches.get_one::<String>("time-stamp") else { return Ok(None) };
        let mut stamper = self.stamper_at(address)?;
        if let Some(&seconds) = matches.get_one::<u64>("time-stamp-wait") {
            stamper.patience = Duration::from_secs(seconds);
        }
        if let Some(user) = matches.get_one::<String>("time-stamp-user") {
            let file = matches.get_one::<PathBuf>("time-stamp-password");
            stamper = stamper.with_user(user, || password(session, user, file))?;
        }
        Ok(Some(stamper))
    }

    /// The authority at an address.
    pub(super) fn stamper_at(&self, address: &str) -> Result<Stamper<'_>, Failure> {
        let shown = shorten(address, 120);
        let address = Address::read(address).ok_or_else(|| {
            let text = text!(
                "`{shown}` không phải địa chỉ http hoặc https của máy chủ cấp dấu thời gian",
                "`{shown}` is no http or https address of a time-stamp authority"
            );
            Failure::new(Exit::Usage, "K-USE-030", text).with_hint(Text::new(
                "ví dụ: --time-stamp http://tsa.ca.gov.vn; tên đăng nhập để ở --time-stamp-user",
                "such as --time-stamp http://tsa.ca.gov.vn; a user goes into --time-stamp-user",
            ))
        })?;
        let patience = Duration::from_secs(PATIENCE_SECONDS);
        Ok(Stamper { network: self, address, login: None, patience, attempts: ATTEMPTS, pause: PAUSE })
    }
}

fn password(session: &Session, user: &str, file: Option<&PathBuf>) -> Result<Zeroizing<String>, Failure> {
    let given = match file {
        Some(path) => secret_line(path).map_err(|(code, text, hint)| {
            let failure = Failure::new(Exit::Configuration, code, text);
            match hint {
                Some(hint) => failure.with_hint(hint),
                None => failure,
            }
        })?,
        None => {
            let question = text!("Mật khẩu của `{user}`: ", "Password of `{user}`: ");
            secret::ask(session, &question).ok_or_else(|| {
                let text = Text::new("không có ai để hỏi mật khẩu", "there is nobody to ask for the password");
                Failure::new(Exit::Usage, "K-SEC-002", text)
                    .with_hint(Text::new("dùng --time-stamp-password-file", "use --time-stamp-password-file"))
            })?
        }
    };
    if given.is_empty() || given.chars().any(char::is_control) {
        let text =
            Text::new("mật khẩu này rỗng hoặc có ký tự điều khiển", "this password is empty or has control characters");
        return Err(Failure::new(Exit::Usage, "K-SEC-003", text));
    }
    Ok(given)
}

impl<'a> Stamper<'a> {
    /// The same, asked as a user.
    pub(super) fn with_user(
        mut self,
        user: &str,
        password: impl FnOnce() -> Result<Zeroizing<String>, Failure>,
    ) -> Result<Self, Failure> {
        let usage = |vi, en| Failure::new(Exit::Usage, "K-USE-031", Text::new(vi, en));
        if !self.address.tls && !self.address.is_own() {
            return Err(usage(
                "mật khẩu chỉ được gửi qua https, địa chỉ cấp dấu thời gian là http",
                "a password is sent over https only, and the address of the authority is http",
            ));
        }
        if user.is_empty() || user.contains(':') || user.chars().any(char::is_control) {
            return Err(usage(
                "tên đăng nhập không được rỗng, không có dấu `:` hay ký tự điều khiển",
                "the user may not be empty and has neither `:` nor control characters",
            ));
        }
        secret::close();
        let secrets = Secrets::of(SecretName::new(PASSWORD, "password"), password()?);
        self.login = Some((user.to_owned(), secrets));
        Ok(self)
    }

    /// The same with other patience, for tests.
    #[cfg(test)]
    pub(super) fn patient(mut self, patience: Duration, attempts: u32, pause: Duration) -> Self {
        (self.patience, self.attempts, self.pause) = (patience, attempts, pause);
        self
    }

    fn once(&self, request: &[u8]) -> Result<Vec<u8>, NoAnswer> {
        let response = self.network.ask(&Question {
            address: &self.address,
            body: Some((QUESTION_TYPE, request)),
            most: MOST,
            patience: self.patience,
            login: self.login.as_ref().map(|(user, secrets)| (user.as_str(), secrets)),
        })?;
        match content_type(&response) == ANSWER_TYPE {
            true => Ok(response.body),
            false => Err(NoAnswer::lasting(wrong_type(&response, &self.address, ANSWER_TYPE))),
        }
    }
}

impl TimeStamper for Stamper<'_> {
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Text> {
        let mut pause = self.pause;
        for attempt in 1.. {
            match self.once(request) {
                Ok(answer) => return Ok(answer),
                Err(none) if none.passing && attempt < self.attempts => {
                    let detail = none.text.en;
                    tracing::info!(attempt, detail, "no time stamp yet, asking again");
                    self.network.runtime.block_on(async { tokio::time::sleep(pause).await });
                    pause *= 2;
                }
                Err(none) => return Err(none.text),
            }
        }
        Err(Text::default())
    }
}
