//! Which field a column or a key names, and the plan of a file's columns, made once per file.
//!
//! Names match without regard to case and to everything that is neither letter nor digit, so
//! `First Name`, `first_name` and `FirstName` are one. A new naming is a new word in
//! [`Field::of_name`]; what a field means is the business of `assemble`.

/// What a column or a key can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// Both names in one.
    FullName,
    /// E-mail address.
    Email,
    /// Phone number.
    Phone,
    /// Country.
    Country,
    /// Company.
    Company,
    /// Job title.
    Title,
    /// LeadSource, combined or bare.
    LeadSource,
    /// The action code.
    Action,
    /// The offer's id, with or without its publisher.
    Offer,
    /// The offer's display name.
    OfferTitle,
    /// The publisher's id.
    Publisher,
    /// What the customer wrote, or a campaign.
    Description,
    /// When the marketplace made the record.
    Created,
    /// When a table row was last written.
    Timestamp,
    /// A system key of a table row.
    PartitionKey,
    /// The other one.
    RowKey,
    /// The id that Partner Center gave.
    ReferralId,
    /// The id that a CRM gave its lead.
    LeadId,
    /// An id of whatever kind; Salesforce calls its own so.
    Id,
    /// An object, or the text of one, that holds the contact fields.
    Details,
}

impl Field {
    /// How many fields there are.
    pub(super) const COUNT: usize = Self::Details as usize + 1;

    /// Returns what a column or key of this name means; `None` for a name nobody has told us of.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        // `X@odata.type` and `X@type` say something about X; they are not X.
        if name.contains('@') {
            return None;
        }
        let plain = plain(name);
        let inner = ["userdetails", "customerinfo"]
            .iter()
            .find_map(|outer| plain.strip_prefix(outer))
            .filter(|inner| !inner.is_empty());
        match inner {
            // Flattened: `userDetails/firstName`.
            Some(inner) => Self::of_plain(inner).filter(|field| field.may_be_nested()),
            None => Self::of_plain(&plain),
        }
    }

    /// Returns the name that a message uses.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::FirstName => "first name",
            Self::LastName => "last name",
            Self::FullName => "name",
            Self::Email => "e-mail",
            Self::Phone => "phone",
            Self::Country => "country",
            Self::Company => "company",
            Self::Title => "title",
            Self::LeadSource => "LeadSource",
            Self::Action => "action code",
            Self::Offer => "offer",
            Self::OfferTitle => "offer title",
            Self::Publisher => "publisher",
            Self::Description => "description",
            Self::Created => "CreatedTime",
            Self::Timestamp => "Timestamp",
            Self::PartitionKey => "PartitionKey",
            Self::RowKey => "RowKey",
            Self::ReferralId => "Referral ID",
            Self::LeadId => "lead id",
            Self::Id => "id",
            Self::Details => "CustomerInfo",
        }
    }

    /// Returns whether the field may stand inside the customer's details: all but what names the
    /// record, which only its sender may say.
    pub(super) const fn may_be_nested(self) -> bool {
        !matches!(
            self,
            Self::Timestamp
                | Self::PartitionKey
                | Self::RowKey
                | Self::ReferralId
                | Self::LeadId
                | Self::Id
                | Self::Details
        )
    }

    fn of_plain(plain: &str) -> Option<Self> {
        Some(match plain {
            "firstname" | "givenname" | "forename" | "contactfirstname" | "customerfirstname" => {
                Self::FirstName
            }
            "lastname" | "surname" | "familyname" | "contactlastname" | "customerlastname" => {
                Self::LastName
            }
            "fullname" | "name" | "contactname" | "contactfullname" | "customercontact"
            | "contact" | "contactperson" | "person" | "leadname" => Self::FullName,
            "email" | "mail" | "emailaddress" | "workemail" | "businessemail" | "emailaddress1"
            | "contactemail" | "customeremail" | "emailid" => Self::Email,
            "phone" | "telephone" | "mobile" | "phonenumber" | "telephonenumber" | "telephone1"
            | "mobilephone" | "mobilenumber" | "businessphone" | "workphone" | "contactphone"
            | "customerphone" | "tel" => Self::Phone,
            "country"
            | "countryregion"
            | "countrycode"
            | "customercountry"
            | "customercountryregion"
            | "address1country" => Self::Country,
            "company"
            | "organisation"
            | "organization"
            | "account"
            | "accountname"
            | "customername"
            | "companyname"
            | "customercompany"
            | "customercompanyname"
            | "organisationname"
            | "organizationname" => Self::Company,
            "title" | "jobtitle" | "position" => Self::Title,
            "leadsource" | "source" | "leadsourcecode" => Self::LeadSource,
            "action" | "actioncode" | "calltoaction" | "leadaction" => Self::Action,
            "offer" | "offerid" | "productid" | "product" => Self::Offer,
            "offertitle" | "offername" | "offerdisplayname" | "producttitle" | "productname" => {
                Self::OfferTitle
            }
            "publisher" | "publisherid" | "publisherdisplayname" | "publishername" => {
                Self::Publisher
            }
            "description" | "notes" | "note" | "comments" | "comment" | "message" => {
                Self::Description
            }
            "createdtime" | "created" | "creationdate" | "createdon" | "createddate"
            | "createdat" | "createdatetime" | "creationtime" | "datecreated"
            | "createddatetime" | "date" | "submitted" | "submittedat" | "submittedon" => {
                Self::Created
            }
            "timestamp" => Self::Timestamp,
            "partitionkey" => Self::PartitionKey,
            "rowkey" => Self::RowKey,
            "referralid" => Self::ReferralId,
            "leadid" | "donotmodifylead" => Self::LeadId,
            "id" => Self::Id,
            "customerinfo" | "userdetails" | "customerdetails" => Self::Details,
            _ => return None,
        })
    }
}

/// Reduces a name to what counts: letters in lower case, and digits. Letters beyond ASCII stay, so
/// that a look-alike never matches.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| match c {
            '\u{feff}' => false,
            c if c.is_ascii() => c.is_ascii_alphanumeric(),
            c => !c.is_whitespace(),
        })
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What each column of a file means.
#[derive(Clone, Debug)]
pub(super) struct ColumnPlan {
    /// The meaning of each column, in the order of the file.
    pub(super) fields: Vec<Option<Field>>,
    /// The header, ready to write a row as JSON.
    pub(super) header: Header,
}

impl ColumnPlan {
    /// Reads a header; `None` where it names nothing that we know.
    pub(super) fn of_header(names: &[&str]) -> Option<Self> {
        let fields: Vec<_> = names.iter().map(|name| Field::of_name(name)).collect();
        // An id alone is found in files of every kind.
        let is_known = fields.iter().any(|field| !matches!(field, None | Some(Field::Id)));
        is_known.then(|| Self { fields, header: Header::new(names) })
    }
}

/// The names of a file's columns, with which a row is written as a JSON object.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Each name as JSON, with its colon and the comma before it.
    prefixes: Vec<String>,
}

impl Header {
    /// Takes the names of a header. A blank name is `column N`; a name that comes again gets its
    /// number, since a JSON object can not hold it twice.
    pub(super) fn new(names: &[&str]) -> Self {
        let mut unique: Vec<String> = Vec::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            let name = match name.trim() {
                "" => format!("column {}", index + 1),
                name => name.to_owned(),
            };
            let mut candidate = name.clone();
            let mut count = 1;
            while unique.contains(&candidate) {
                count += 1;
                candidate = format!("{name} ({count})");
            }
            unique.push(candidate);
        }
        let prefixes = unique
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let comma = if index == 0 { "" } else { "," };
                format!("{comma}{}:", serde_json::Value::String(name))
            })
            .collect();
        Self { prefixes }
    }

    /// Returns how many columns there are.
    pub(super) fn len(&self) -> usize {
        self.prefixes.len()
    }

    /// Writes a row as the text of a JSON object. Cells that the row lacks are left out.
    pub(super) fn row_as_json(&self, cells: &[&str]) -> String {
        let length: usize = self.prefixes.iter().map(|p| p.len() + 2).sum::<usize>()
            + cells.iter().map(|c| c.len()).sum::<usize>();
        let mut json = String::with_capacity(length + length / 8 + 2);
        json.push('{');
        for (prefix, cell) in self.prefixes.iter().zip(cells) {
            json.push_str(prefix);
            push_json_string(&mut json, cell);
        }
        json.push('}');
        json
    }

    /// Returns why a row of this many cells does not fit: more cells than columns, where the
    /// surplus is not blank. Such a row is never shifted into place by guesswork.
    pub(super) fn misfit(&self, cells: &[&str]) -> Option<String> {
        let surplus = cells.get(self.len()..)?;
        surplus
            .iter()
            .any(|cell| !cell.trim().is_empty())
            .then(|| format!("the row has {} fields but the header {}", cells.len(), self.len()))
    }
}

fn push_json_string(json: &mut String, value: &str) {
    let is_special = |b: u8| b < 0x20 || b == b'"' || b == b'\\';
    json.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(is_special) {
        json.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            b'\n' => json.push_str("\\n"),
            b'\r' => json.push_str("\\r"),
            b'\t' => json.push_str("\\t"),
            control => json.push_str(&format!("\\u{control:04x}")),
        }
        rest = &rest[at + 1..];
    }
    json.push_str(rest);
    json.push('"');
}

#[cfg(test)]
mod tests;
