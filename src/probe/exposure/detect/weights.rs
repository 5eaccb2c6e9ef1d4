//! What each kind of evidence counts, in hundredths. A candidate is reported from [`BAR`] on.

/// What evidence counts, in hundredths.
pub(super) type Weight = i16;

/// From here on a candidate is reported: a label and a structure, or a structure and a date of birth, but no structure
/// alone, whatever its neighbours.
pub(super) const BAR: Weight = 60;
/// The structure of its class holds: 1.6 % of random strings of twelve digits do, so it is little.
pub(super) const STRUCTURE: Weight = 30;
/// A structure that is looser: a code of a country instead of a province.
pub(super) const LOOSE_STRUCTURE: Weight = 10;
/// A structure that others hardly share: a health card, an address of mail, a national bank card.
pub(super) const STRONG_STRUCTURE: Weight = 60;
/// What cannot be anything else: the string of the card's code, a machine-readable zone whose checks hold.
pub(super) const CERTAIN: Weight = 200;
/// A label, key or header says what it is: the decisive evidence.
pub(super) const LABEL: Weight = 50;
/// It is what somebody logs in by: one chooses it, and mostly chooses what one has, a card or a telephone.
pub(super) const LOGIN: Weight = 30;
/// A header stands somewhere above in lines of text, so that its column is inferred.
pub(super) const DISTANT_LABEL: Weight = 40;
/// The date of birth of the same record has the year that the number tells: about one in a hundred by chance.
pub(super) const BIRTH_AGREES: Weight = 40;
/// The sex of the record agrees: one in two by chance.
pub(super) const SEX_AGREES: Weight = 10;
/// The sex of the record is the other one.
pub(super) const SEX_DISAGREES: Weight = -10;
/// A name stands beside it: so it does beside transactions.
pub(super) const NAME_NEAR: Weight = 10;
/// A telephone and a name stand beside it in one line or record, and nothing says what any of them is.
pub(super) const NAME_AND_PHONE: Weight = 20;
/// A number of the same person stands in the same line or record.
pub(super) const BESIDE_IDENTITY: Weight = 30;
/// A label says that it is something else: a transaction, an invoice, a serial number.
pub(super) const NEGATIVE_LABEL: Weight = -50;
/// A label says only that it is some number or code.
pub(super) const UNKNOWN_LABEL: Weight = -15;
/// It is called an example, or stands as a place-holder.
pub(super) const EXAMPLE: Weight = -60;
/// At least three different candidates of a column, born in different years: codes that count share their year.
pub(super) const COLUMN: Weight = 20;
/// Every value of a column of eight and more holds the structure.
pub(super) const WHOLE_COLUMN: Weight = 30;
/// It is written in the groups that people write it in: 0912 345 678.
pub(super) const GROUPED: Weight = 20;
/// Its last digits are all equal or count: data of a test.
pub(super) const ARTIFICIAL: Weight = -10;
/// It is part of something longer that dots and dashes hold together.
pub(super) const ATTACHED: Weight = -60;
