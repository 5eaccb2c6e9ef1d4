//! The names of the signature fields: one for each role that signs.

/// What follows the key of the role. A name that ends so is the beginning of another only where a key holds this
/// itself, which a profile may not.
const ENDING: &str = "-signature";

/// The name of the field in which a role signs, such as `team-leader-signature`.
pub fn field_of(role: &str) -> String {
    format!("{role}{ENDING}")
}

/// The key of the role that signs in a field; none where the field belongs to no role, such as that of a time stamp.
pub fn role_of(field: &str) -> Option<&str> {
    field.strip_suffix(ENDING).filter(|role| !role.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_leads_back_to_its_role() {
        for role in ["team-leader", "owner", "b2"] {
            assert_eq!(role_of(&field_of(role)), Some(role));
        }
        for stranger in ["DocumentTimeStamp-001", "Signature1", "-signature", "signature"] {
            assert_eq!(role_of(stranger), None, "{stranger}");
        }
    }
}
