//! What a signature itself permits to be changed afterwards: DocMDP and FieldMDP (ISO 32000-2 section 12.8.2).

use lopdf::{Dictionary, Document, Object};

use super::difference::Change;
use super::field::{resolve, shown, value};

/// What may still be changed, as a signature demands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::seal) enum Permission {
    /// Nothing but evidence of validity.
    Nothing,
    /// Fields may be filled and signed.
    Filling,
    /// Fields may be filled, except those named (none named: all fields) or all but those named.
    Locked {
        /// Names of fields.
        fields: Vec<String>,
        /// Whether the names are those that stay open.
        except: bool,
    },
}

impl Permission {
    /// Whether a change, harmless by itself, may not follow.
    pub(in crate::seal) fn forbids(&self, change: &Change) -> bool {
        match (self, change) {
            (_, Change::Evidence | Change::Stamped(_)) => false,
            (Self::Nothing, _) => true,
            (Self::Filling, change) => matches!(change, Change::FieldAdded(..)),
            (Self::Locked { fields, except }, Change::Signed(name)) => {
                // Whoever names a field names those below it.
                let is_named = fields.iter().any(|field| {
                    name.strip_prefix(field.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                });
                is_named != *except
            }
            (Self::Locked { .. }, _) => false,
        }
    }
}

/// The narrowest demands of a signature dictionary.
pub(in crate::seal) fn permission(document: &Document, signature: &Dictionary) -> Vec<Permission> {
    let references = value(document, signature, b"Reference").and_then(|list| list.as_array().ok());
    references.into_iter().flatten().take(16).filter_map(|reference| read(document, reference)).collect()
}

fn read(document: &Document, reference: &Object) -> Option<Permission> {
    let reference = resolve(document, reference).as_dict().ok()?;
    let parameters = value(document, reference, b"TransformParams").and_then(|object| object.as_dict().ok());
    match value(document, reference, b"TransformMethod")?.as_name().ok()? {
        b"DocMDP" => {
            let level = parameters.and_then(|found| value(document, found, b"P")).and_then(|level| level.as_i64().ok());
            Some(if level == Some(1) { Permission::Nothing } else { Permission::Filling })
        }
        b"FieldMDP" => {
            let parameters = parameters?;
            let names = value(document, parameters, b"Fields").and_then(|list| list.as_array().ok());
            let names = names.into_iter().flatten().filter_map(|name| name.as_str().ok()).map(shown).collect();
            Some(match value(document, parameters, b"Action")?.as_name().ok()? {
                b"Include" => Permission::Locked { fields: names, except: false },
                b"Exclude" => Permission::Locked { fields: names, except: true },
                _ => Permission::Locked { fields: Vec::new(), except: true },
            })
        }
        _ => None,
    }
}
