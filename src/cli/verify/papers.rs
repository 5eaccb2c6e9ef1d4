//! What a report carries: the run, the manifest, and what else the minutes were made from.

use std::path::Path;

use crate::audit::Run;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::judge::Proposed;
use crate::ledger::Ruling;
use crate::report::evidence::{MANIFEST, RENDERING, RUN, Rendering};
use crate::report::{State, proposed};
use crate::seal::{Attachment, PdfFile};
use crate::text::{Text, text};

/// The contents of a report.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Papers {
    /// The run.
    pub(in crate::cli) run: Run,
    /// Its document, as it is attached.
    pub(in crate::cli) document: Vec<u8>,
    /// The manifest of the evidence, where one is attached.
    pub(in crate::cli) manifest: Option<Vec<u8>>,
    /// What else the minutes were made from, as it is attached, where it is.
    pub(in crate::cli) rendering: Option<Rendering>,
    /// The conclusion.
    pub(in crate::cli) conclusion: Conclusion,
}

/// The conclusion that the report states.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::cli) struct Conclusion {
    /// What it comes to.
    pub(in crate::cli) state: State,
    /// The sentence.
    pub(in crate::cli) text: Text,
    /// Who set it; nobody, while it is only proposed.
    pub(in crate::cli) by: Option<String>,
}

impl Papers {
    /// Reads what is attached. Errors: the file is no report of kiemtra, or carries something damaged.
    pub(in crate::cli) fn read(file: &PdfFile, name: &Path) -> Result<Self, Failure> {
        let attached = file.attachments();
        let document = only(&attached, RUN, name)?.ok_or_else(|| foreign(name))?;
        let run = Run::from_bytes(&document).map_err(|why| damaged(name, &why))?;
        let rendering = only(&attached, RENDERING, name)?;
        let rendering =
            rendering.as_deref().map(Rendering::from_bytes).transpose().map_err(|why| damaged(name, &why))?;
        let conclusion = conclusion(&run, &document, rendering.as_ref());
        Ok(Self { manifest: only(&attached, MANIFEST, name)?, run, document, rendering, conclusion })
    }

    /// The name of the person who signs for a role, as the minutes say.
    pub(in crate::cli) fn signer(&self, role: &str) -> Option<&str> {
        let sitting = self.rendering.as_ref()?.sitting.as_ref()?;
        sitting.signer(role).map(|person| person.name.as_str())
    }
}

fn conclusion(run: &Run, document: &[u8], rendering: Option<&Rendering>) -> Conclusion {
    match rendering.and_then(|rendering| rendering.concluded(run, document)) {
        Some((event, concluded)) => Conclusion {
            state: match concluded.ruling {
                Ruling::Ready | Ruling::ReadyAfter => State::Ready,
                Ruling::NotReady => State::NotReady,
                Ruling::Incomplete => State::Incomplete,
            },
            text: concluded.ruling.text(),
            by: Some(event.by.clone()),
        },
        None => Conclusion {
            state: match run.conclusion.proposed {
                Proposed::Ready => State::Ready,
                Proposed::NotReady => State::NotReady,
                Proposed::Incomplete => State::Incomplete,
            },
            text: proposed(run),
            by: None,
        },
    }
}

/// The one attachment of a name: of two, readers would show the one or the other.
fn only(attached: &[Attachment], wanted: &str, name: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let mut found = attached.iter().filter(|one| one.name == wanted);
    let first = found.next().map(|one| one.content.clone());
    if found.next().is_some() {
        let name = name.display();
        let text = text!("`{name}` đính kèm hai tệp {wanted}", "`{name}` carries two files {wanted}");
        return Err(Failure::new(Exit::Permission, "K-VER-003", text));
    }
    Ok(first)
}

fn foreign(name: &Path) -> Failure {
    let name = name.display();
    let text = text!(
        "`{name}` không phải biên bản của kiemtra (không đính kèm {RUN})",
        "`{name}` is no report of kiemtra ({RUN} is not attached)"
    );
    Failure::new(Exit::Data, "K-VER-001", text).with_hint(Text::new(
        "biên bản do `kiemtra report --format pdf` lập mang theo dữ liệu của lượt kiểm tra; bản in hoặc bản quét thì không",
        "a report made by `kiemtra report --format pdf` carries the data of its run; a print or a scan does not",
    ))
}

fn damaged(name: &Path, why: &Text) -> Failure {
    let (name, Text { vi, en }) = (name.display(), why);
    let text = text!("dữ liệu đính kèm `{name}` bị hỏng: {vi}", "what is attached to `{name}` is damaged: {en}");
    Failure::new(Exit::Permission, "K-VER-003", text)
}
