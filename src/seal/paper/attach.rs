//! Attaching a scan.

use jiff::Timestamp;

use super::record::{PaperSigner, Printed, Record, Scanned, is_record, names};
use super::scan::Scan;
use crate::seal::pdf::{NewFile, PdfFile, attach};
use crate::seal::{Digest, SealError, hexadecimal};

/// What the attaching person says.
#[derive(Clone, Copy, Debug)]
pub struct Handover<'a> {
    /// The run whose minutes were printed.
    pub run: &'a str,
    /// The evidence that is printed on every page.
    pub evidence: &'a str,
    /// When the scan is attached.
    pub time: Timestamp,
    /// Who attaches it.
    pub by: &'a str,
    /// Who signed on paper.
    pub signers: &'a [PaperSigner],
}

/// The file with a scan and the record of it, in one incremental update.
///
/// # Errors
/// The file cannot be extended, or is signed already.
pub fn attach_paper(file: &PdfFile, scan: &Scan, handover: &Handover<'_>) -> Result<Vec<u8>, SealError> {
    let number = file.attachments().iter().filter(|one| is_record(&one.name)).count() + 1;
    let (name, record_name) = names(number, scan.medium().extension());
    let sha256 = |bytes: &[u8]| hexadecimal(&Digest::Sha256.of(&[bytes]));
    let printed =
        Printed { evidence: handover.evidence.to_owned(), run: handover.run.to_owned(), sha256: sha256(file.bytes()) };
    let scanned = Scanned {
        bytes: scan.content().len(),
        file: name.clone(),
        pages: scan.pages(),
        sha256: sha256(scan.content()),
    };
    let record = Record::new(printed, scanned, handover.time, handover.by, handover.signers).to_bytes();
    let files = [
        NewFile {
            name: &record_name,
            about: "Bản ghi về bản quét biên bản ký trên giấy / Record of the scan of the minutes signed on paper",
            media_type: "application/json",
            relationship: "Data",
            content: &record,
        },
        NewFile {
            name: &name,
            about: "Bản quét biên bản ký trên giấy / Scan of the minutes signed on paper",
            media_type: scan.medium().media_type(),
            relationship: "Supplement",
            content: scan.content(),
        },
    ];
    attach(file, &files, handover.time)
}
