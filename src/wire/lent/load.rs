//! Taking what `system.yaml` declares, before anything is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{SecretName, Secrets};
use crate::load::{Problem, Problems};
use crate::system::{Hop, Password, Place, Role, Secret, SecretSource, System, Web};
use crate::text::{Text, text};
use crate::wire::identity::secret_line;

/// Asks whoever runs the inspection for a secret: the question, and its answer; nothing where there
/// is nobody to ask.
pub type Prompt<'a> = &'a dyn Fn(&Text) -> Option<Zeroizing<String>>;

struct Loading<'a> {
    system: &'a System,
    folder: PathBuf,
    environment: &'a dyn Fn(&str) -> Option<String>,
    prompt: Prompt<'a>,
}

impl Secrets {
    /// Takes every declared secret from where it is. `environment` gives the value of a variable.
    /// Every mistake is told at once, each at its place in `system.yaml`.
    pub fn load(
        system: &System,
        environment: &dyn Fn(&str) -> Option<String>,
        prompt: Prompt<'_>,
    ) -> Result<Self, Problems> {
        Self::taken(system, environment, prompt, |subject, role| {
            declared(role).into_iter().map(|(part, secret)| (SecretName::new(subject, part), secret)).collect()
        })
    }

    /// Takes what the hops of watched links are lent, and nothing else: a watcher needs no account of a sign-in.
    pub fn load_for_watch(
        system: &System,
        environment: &dyn Fn(&str) -> Option<String>,
        prompt: Prompt<'_>,
    ) -> Result<Self, Problems> {
        Self::taken(system, environment, prompt, |subject, role| {
            let hops = hops(role).flat_map(|hop| hop.request.lent.iter().map(move |own| (hop, own)));
            hops.map(|(hop, own)| (SecretName::of_hop(subject, &hop.id, &own.name), &own.secret)).collect()
        })
    }

    fn taken<'a>(
        system: &'a System,
        environment: &dyn Fn(&str) -> Option<String>,
        prompt: Prompt<'_>,
        of: impl Fn(&str, &'a Role) -> Vec<(SecretName, &'a Secret)>,
    ) -> Result<Self, Problems> {
        let folder = Path::new(&*system.source.name).parent().map(Path::to_path_buf).unwrap_or_default();
        let loading = Loading { system, folder, environment, prompt };
        let (mut held, mut problems) = (BTreeMap::new(), Vec::new());
        for subject in &system.subjects {
            let Place::Web(web) = &subject.place else { continue };
            for (name, secret) in of(&subject.id, &web.role) {
                match loading.taken(&name, secret) {
                    Ok(value) => drop(held.insert(name, value)),
                    Err(Problems(own)) => problems.extend(own),
                }
            }
        }
        if problems.is_empty() { Ok(Self::new(held)) } else { Err(Problems(problems)) }
    }

    /// How many secrets the hops of a system's links are lent.
    pub fn declared_for_watch(system: &System) -> usize {
        let webs = system.subjects.iter().filter_map(|subject| match &subject.place {
            Place::Web(web) => Some(web),
            _ => None,
        });
        webs.flat_map(|web| hops(&web.role)).map(|hop| hop.request.lent.len()).sum()
    }

    /// How many secrets a system declares.
    pub fn declared(system: &System) -> usize {
        let webs = system.subjects.iter().filter_map(|subject| match &subject.place {
            Place::Web(web) => Some(web),
            _ => None,
        });
        webs.map(|web| declared(&web.role).len()).sum()
    }

    /// The variables of the environment that a system's secrets stand in: those of accounts and tokens, and those that
    /// open the keys of client certificates. In the order of the letters, each once.
    pub fn variables<'a>(system: &'a System) -> BTreeSet<&'a str> {
        let webs = system.subjects.iter().filter_map(|subject| match &subject.place {
            Place::Web(web) => Some(web),
            _ => None,
        });
        let of_web = |web: &'a Web| {
            let lent = declared(&web.role).into_iter().map(|(_, secret)| secret);
            let of_hops = hops(&web.role).flat_map(|hop| &hop.request.lent).map(|own| &own.secret);
            let lent = lent.chain(of_hops).filter_map(|secret| match &secret.source {
                SecretSource::Variable(name) => Some(name.as_str()),
                SecretSource::File(_) | SecretSource::Prompt => None,
            });
            let of_hops = hops(&web.role).filter_map(|hop| hop.client.as_ref());
            let keys = web.client.certificates().chain(of_hops).filter_map(|certificate| match &certificate.password {
                Some(Password::Variable(name)) => Some(name.as_str()),
                Some(Password::File(_)) | None => None,
            });
            lent.chain(keys)
        };
        webs.flat_map(of_web).collect()
    }
}

/// The hops of a link that is watched.
fn hops(role: &Role) -> impl Iterator<Item = &Hop> {
    let watch = match role {
        Role::Link(watch) => Some(watch),
        _ => None,
    };
    watch.into_iter().flat_map(|watch| &watch.hops)
}

/// The secrets of a subject by the keys they are declared under.
fn declared(role: &Role) -> Vec<(&'static str, &Secret)> {
    match role {
        Role::Interface(own) => [
            ("token", &own.token),
            ("expired_token", &own.expired_token),
            ("foreign_audience_token", &own.foreign_audience_token),
            ("foreign_realm_token", &own.foreign_realm_token),
            ("second_token", &own.second_token),
        ]
        .into_iter()
        .filter_map(|(part, secret)| Some((part, secret.as_ref()?)))
        .collect(),
        Role::SignIn(own) => {
            let expendable = own.expendable_account.as_ref().map(|expendable| &expendable.account);
            [
                ("account", own.account.as_ref()),
                ("second_account", own.second_account.as_ref()),
                ("expendable_account", expendable),
            ]
            .into_iter()
            .filter_map(|(part, account)| Some((part, &account?.password)))
            .collect()
        }
        Role::Link(_) | Role::Plain | Role::Portal(_) | Role::Provider(_) => Vec::new(),
    }
}

impl Loading<'_> {
    fn taken(&self, name: &SecretName, secret: &Secret) -> Result<Zeroizing<String>, Problems> {
        let problem = |code, text| Problem::at(code, &self.system.source, secret.span.clone(), text);
        let told = |problem: Problem| Problems::from(problem);
        let value = match &secret.source {
            SecretSource::File(path) => secret_line(&self.folder.join(path)).map_err(|(code, text, hint)| {
                let problem = problem(code, text);
                told(match hint {
                    Some(hint) => problem.with_hint(hint),
                    None => problem,
                })
            })?,
            // The name is not quoted: by mistake it may be the secret itself.
            SecretSource::Variable(variable) => (self.environment)(variable).map(Zeroizing::new).ok_or_else(|| {
                let text = Text::new(
                    "biến môi trường nêu ở đây chưa được đặt",
                    "the environment variable named here is not set",
                );
                told(problem("K-SEC-001", text).with_hint(Text::new(
                    "đặt biến trước khi chạy kiemtra, hoặc để bí mật trong một tệp",
                    "set it before kiemtra is started, or keep the secret in a file",
                )))
            })?,
            SecretSource::Prompt => {
                let SecretName { subject, part } = name;
                (self.prompt)(&text!("Bí mật `{part}` của `{subject}`: ", "Secret `{part}` of `{subject}`: "))
                    .ok_or_else(|| {
                        let text = Text::new("không có ai để hỏi bí mật này", "there is nobody to ask for this secret");
                        told(problem("K-SEC-002", text).with_hint(Text::new(
                            "chạy trong một cửa sổ dòng lệnh, hoặc dùng biến môi trường hay tệp",
                            "run it in a terminal, or use a variable or a file",
                        )))
                    })?
            }
        };
        if value.is_empty() {
            return Err(told(problem("K-SEC-003", Text::new("bí mật này rỗng", "this secret is empty"))));
        }
        // A header or a form that ends in the middle of a secret would send half of it somewhere else.
        if value.chars().any(char::is_control) {
            let text = Text::new("bí mật này có ký tự điều khiển", "this secret has control characters in it");
            return Err(told(problem("K-SEC-004", text)));
        }
        Ok(value)
    }
}
