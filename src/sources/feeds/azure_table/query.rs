//! Questions to the service. All of them only read: leadclock never writes into Microsoft's table,
//! since each write would change the one time that tells what is new.

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::connection::{Connection, Credential};
use super::cursor::{Pass, Token};
use super::sign;
use crate::sources::feeds::http::{Request, as_http_date, encoded};

/// The version of the service's language; every account speaks it.
const VERSION: &str = "2019-02-02";

/// Returns the question for a page of a pass, of at most `top` rows.
pub(super) fn page(
    connection: &Connection,
    table: &str,
    pass: &Pass,
    top: u16,
    now: DateTime<Utc>,
) -> Request {
    let mut query = Query::default();
    if let Some(after) = pass.after {
        // The service keeps seven decimals.
        let after = after.format("%Y-%m-%dT%H:%M:%S%.9f").to_string();
        let after = after.get(..27).unwrap_or(&after);
        query.put("$filter", &format!("Timestamp gt datetime'{after}Z'"));
    }
    query.put("$top", &top.to_string());
    if let Some(Token { partition, row }) = &pass.next {
        query.put("NextPartitionKey", partition);
        if let Some(row) = row {
            query.put("NextRowKey", row);
        }
    }
    request(connection, &format!("/{table}()"), query, now)
}

/// Returns the question which tables there are.
pub(super) fn tables(connection: &Connection, now: DateTime<Utc>) -> Request {
    request(connection, "/Tables", Query::default(), now)
}

fn request(
    connection: &Connection,
    resource: &str,
    mut query: Query,
    now: DateTime<Utc>,
) -> Request {
    let date = as_http_date(now);
    let mut headers = vec![
        ("x-ms-version", VERSION.to_owned()),
        ("x-ms-date", date.clone()),
        ("Accept", "application/json;odata=minimalmetadata".to_owned()),
        ("DataServiceVersion", "3.0".to_owned()),
    ];
    match &connection.credential {
        Credential::Key(key) => {
            let path = format!("{}{resource}", connection.endpoint.path);
            let signed =
                sign::authorization(&connection.account, key.expose_secret(), &date, &path);
            headers.push(("Authorization", signed));
        }
        Credential::Sas(sas) => query.append(sas.expose_secret()),
    }
    Request::get(connection.endpoint.address(resource) + &query.0, headers)
}

/// What stands behind the path of an address.
#[derive(Default)]
struct Query(String);

impl Query {
    fn put(&mut self, name: &str, value: &str) {
        self.append(&format!("{name}={}", encoded(value)));
    }

    /// Takes what is encoded already.
    fn append(&mut self, pair: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(pair);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(text: &str) -> Connection {
        Connection::parse(text).expect("a connection string")
    }

    fn monday() -> DateTime<Utc> {
        "2025-01-06T09:30:00Z".parse().expect("a time")
    }

    fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
        request.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn the_first_page_asks_for_all_and_is_signed() {
        let request = page(
            &connection("UseDevelopmentStorage=true"),
            "MarketplaceLeads",
            &Pass::default(),
            1000,
            monday(),
        );
        assert_eq!(
            request.url,
            "http://127.0.0.1:10002/devstoreaccount1/MarketplaceLeads()?$top=1000"
        );
        assert_eq!(header(&request, "x-ms-date"), Some("Mon, 06 Jan 2025 09:30:00 GMT"));
        assert_eq!(
            header(&request, "Authorization"),
            Some("SharedKey devstoreaccount1:DOzf4X9aMiBus+Cbieut34pjOFsxgwL1dHDSdo67wJQ=")
        );
    }

    #[test]
    fn a_later_page_repeats_the_question_and_the_token() {
        let pass = Pass {
            after: Some("2025-01-06T09:20:00.1234567Z".parse().expect("a time")),
            next: Some(Token { partition: "1!8!a=/+".to_owned(), row: Some("b &".to_owned()) }),
            ..Pass::default()
        };
        let connection = connection("https://contoso.table.core.windows.net/Leads?sp=r&sig=a%2Bb");
        let request = page(&connection, "Leads", &pass, 100, monday());
        assert_eq!(
            request.url,
            "https://contoso.table.core.windows.net/Leads()?$filter=Timestamp%20gt%20datetime\
             %272025-01-06T09%3A20%3A00.1234567Z%27&$top=100&NextPartitionKey=1%218%21a%3D%2F%2B\
             &NextRowKey=b%20%26&sp=r&sig=a%2Bb"
        );
        assert_eq!(header(&request, "Authorization"), None);

        let pass = Pass { next: Some(Token { partition: "p".to_owned(), row: None }), ..pass };
        let request = page(&connection, "Leads", &pass, 100, monday());
        assert!(!request.url.contains("NextRowKey"), "{}", request.url);
    }
}
