//! Loading what `system.yaml` declares, before anything is sent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use super::chain::{self, Chain};
use super::file::{self, Material, Trouble};
use super::{Identities, Identity, stranger};
use crate::load::{Problem, Problems};
use crate::system::{ClientCertificate, Password, Place, System};
use crate::text::{Text, day_and_time, text};

/// What is expected of a declared certificate's validity.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Validity {
    /// It holds now, or a refusal would say nothing.
    Holds,
    /// It has ended, or it could not show that the end is heeded.
    Ended,
}

struct Loading<'a, E> {
    system: &'a System,
    folder: PathBuf,
    now: Timestamp,
    environment: E,
    held: BTreeMap<Identity, Arc<CertifiedKey>>,
    problems: Vec<Problem>,
}

impl Identities {
    /// Loads every declared certificate and makes the strangers. `environment` gives the value of a
    /// variable. Every mistake is told at once, each at its place in `system.yaml`.
    pub fn load(
        system: &System,
        now: Timestamp,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Problems> {
        let mut loading = Loading::new(system, now, environment);
        for subject in &system.subjects {
            let Place::Web(web) = &subject.place else { continue };
            for (certificate, validity) in [
                (&web.client.own, Validity::Holds),
                (&web.client.foreign, Validity::Holds),
                (&web.client.expired, Validity::Ended),
            ] {
                if let Some(certificate) = certificate {
                    loading.take(certificate, validity);
                }
            }
            if web.client.is_declared() {
                let own = web.client.own.as_ref();
                let like = own.and_then(|own| loading.held.get(&Identity::declared(own)));
                let leaf = like.and_then(|own: &Arc<CertifiedKey>| own.cert.first());
                let made = stranger::made(leaf.map(AsRef::as_ref), now).map_err(|error| {
                    let text = text!(
                        "không tạo được chứng thư lạ để thử: {error}",
                        "cannot make the stranger's certificate for the trial: {error}"
                    );
                    Problem::of_file("K-IDT-009", &system.source.name, text)
                });
                match made {
                    Ok(certified) => drop(loading.held.insert(Identity::stranger(own), Arc::new(certified))),
                    Err(problem) => loading.problems.push(problem),
                }
            }
        }
        loading.ended()
    }
}

impl Identities {
    /// Loads what the hops of watched links present, and nothing else: those of the links, and the hops' own.
    pub fn load_for_watch(
        system: &System,
        now: Timestamp,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Problems> {
        let mut loading = Loading::new(system, now, environment);
        for subject in &system.subjects {
            let Place::Web(web) = &subject.place else { continue };
            let Some(watch) = web.watch() else { continue };
            let own = watch.hops.iter().filter_map(|hop| hop.client.as_ref());
            for certificate in web.client.own.iter().chain(own) {
                loading.take(certificate, Validity::Holds);
            }
        }
        loading.ended()
    }
}

impl<'a, E: Fn(&str) -> Option<String>> Loading<'a, E> {
    fn new(system: &'a System, now: Timestamp, environment: E) -> Self {
        let folder = Path::new(&*system.source.name).parent().map(Path::to_path_buf).unwrap_or_default();
        Self { system, folder, now, environment, held: BTreeMap::new(), problems: Vec::new() }
    }

    /// Loads a certificate, or notes what is wrong with it.
    fn take(&mut self, declared: &ClientCertificate, validity: Validity) {
        match self.certified(declared, validity) {
            Ok(certified) => drop(self.held.insert(Identity::declared(declared), Arc::new(certified))),
            Err(Problems(own)) => self.problems.extend(own),
        }
    }

    /// All of them, or everything that is wrong with them.
    fn ended(self) -> Result<Identities, Problems> {
        if self.problems.is_empty() { Ok(Identities(Arc::new(self.held))) } else { Err(Problems(self.problems)) }
    }

    fn certified(&self, declared: &ClientCertificate, validity: Validity) -> Result<CertifiedKey, Problems> {
        let problem = |trouble: Trouble| self.problem(declared, trouble);
        let password = self.password(declared)?;
        let files = (self.folder.join(&declared.file), declared.key.as_ref().map(|key| self.folder.join(key)));
        let Material { certificates, key } =
            file::read(&files.0, files.1.as_deref(), password.as_ref().map(|own| own.as_str())).map_err(problem)?;
        let key = default_provider().key_provider.load_private_key(key).map_err(|_| problem(Trouble::unfit_key()))?;
        let Chain { certificates, not_before, not_after } =
            chain::arranged(certificates, key.public_key().as_ref().map(AsRef::as_ref)).map_err(problem)?;
        self.hold_validity(declared, validity, not_before, not_after)?;
        Ok(CertifiedKey::new(certificates, key))
    }

    fn hold_validity(
        &self,
        declared: &ClientCertificate,
        validity: Validity,
        not_before: Timestamp,
        not_after: Timestamp,
    ) -> Result<(), Problems> {
        let (from, until) = (day_and_time(not_before), day_and_time(not_after));
        let trouble = match validity {
            Validity::Holds if not_after < self.now => Trouble {
                code: "K-IDT-007",
                text: text!("chứng thư máy khách đã hết hạn lúc {until}", "the client certificate expired at {until}"),
                hint: Some(Text::new(
                    "gia hạn chứng thư; để thử chứng thư hết hạn, khai báo ở `expired_certificate`",
                    "renew it; an expired one for the trial is declared as `expired_certificate`",
                )),
            },
            Validity::Holds if self.now < not_before => Trouble {
                code: "K-IDT-007",
                text: text!(
                    "chứng thư máy khách chỉ có hiệu lực từ {from}",
                    "the client certificate is not valid before {from}"
                ),
                hint: None,
            },
            Validity::Ended if self.now <= not_after => Trouble {
                code: "K-IDT-008",
                text: text!(
                    "chứng thư khai báo là hết hạn vẫn còn hiệu lực đến {until}",
                    "the certificate declared as expired is valid until {until}"
                ),
                hint: Some(Text::new(
                    "khai báo một chứng thư đã hết hạn do cùng tổ chức cấp",
                    "declare one of the same authority whose validity has ended",
                )),
            },
            _ => return Ok(()),
        };
        Err(self.problem(declared, trouble))
    }

    /// The password, wiped from memory once it has been used.
    fn password(&self, declared: &ClientCertificate) -> Result<Option<Zeroizing<String>>, Problems> {
        match &declared.password {
            None => Ok(None),
            Some(Password::File(path)) => {
                file::password(&self.folder.join(path)).map(Some).map_err(|trouble| self.problem(declared, trouble))
            }
            // The name is not quoted: by mistake it may be the password itself.
            Some(Password::Variable(name)) => match (self.environment)(name) {
                Some(value) => Ok(Some(Zeroizing::new(value))),
                None => Err(self.problem(
                    declared,
                    Trouble {
                        code: "K-IDT-006",
                        text: Text::new(
                            "biến môi trường nêu ở `password_env` chưa được đặt",
                            "the environment variable that `password_env` names is not set",
                        ),
                        hint: Some(Text::new(
                            "đặt biến trước khi chạy kiemtra, hoặc dùng `password_file`",
                            "set it before kiemtra is started, or use `password_file`",
                        )),
                    },
                )),
            },
        }
    }

    fn problem(&self, declared: &ClientCertificate, trouble: Trouble) -> Problems {
        let problem = Problem::at(trouble.code, &self.system.source, declared.span.clone(), trouble.text);
        match trouble.hint {
            Some(hint) => problem.with_hint(hint).into(),
            None => problem.into(),
        }
    }
}
