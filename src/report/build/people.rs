//! Who takes part, and who signs.

use crate::profile::Profile;
use crate::report::model::{LabelledText, SignatureBlock};
use crate::report::sitting::{Person, Sitting};
use crate::text::{Text, text};

use super::Material;

/// The parties of the profile with the body that fills each and the people of the sitting.
pub(super) fn participants(material: Material<'_>, sitting: &Sitting) -> Vec<LabelledText> {
    let system = &material.run.system;
    let declared = |key: &str| match key {
        "owner" => system.owner.clone(),
        "operator" => system.operator.clone(),
        _ => None,
    };
    let party = |role: &crate::profile::Role| {
        let body = declared(&role.key).or_else(|| role.name.clone());
        let people: Vec<_> =
            sitting.participants.iter().filter(|person| person.role == role.key).map(Person::text).collect();
        LabelledText { label: role.title.clone(), text: joined(body, &people) }
    };
    material.profile.roles.iter().map(party).collect()
}

fn joined(body: Option<Text>, people: &[Text]) -> Text {
    let all = |pick: fn(&Text) -> &String| people.iter().map(|text| pick(text).as_str()).collect::<Vec<_>>().join("; ");
    let (people_vi, people_en) = (all(|text| &text.vi), all(|text| &text.en));
    match body {
        Some(body) if people.is_empty() => body,
        Some(Text { vi, en }) => text!("{vi}: {people_vi}", "{en}: {people_en}"),
        None => Text::new(people_vi, people_en),
    }
}

/// The blocks of the parties that sign, with the name of who signs where it is known.
pub(super) fn signatures(profile: &Profile, sitting: &Sitting) -> Vec<SignatureBlock> {
    let hint = profile.report.hint.clone();
    let hint = hint.unwrap_or_else(|| Text::new("(Ký, ghi rõ họ tên)", "(Signature and full name)"));
    let block = |role: &crate::profile::Role| {
        let signature = role.signature.clone()?;
        let name = sitting.signer(&role.key).map(|person| person.name.clone());
        let seal = profile.roles.iter().find(|other| other.seals.as_ref() == Some(&role.key));
        let seal = seal.map(|seal| (seal.key.clone(), seal.title.clone()));
        Some(SignatureBlock { key: role.key.clone(), role: signature, hint: hint.clone(), name, seal })
    };
    profile.roles.iter().filter(|role| role.seals.is_none()).filter_map(block).collect()
}
