//! Connection strings as people have them.

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

fn parsed(text: &str) -> Connection {
    Connection::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

fn summary(connection: &Connection) -> String {
    let credential = match &connection.credential {
        Credential::Key(key) => format!("key of {} bytes", key.expose_secret().len()),
        Credential::Sas(sas) => format!("sas {}", sas.expose_secret()),
    };
    let table = connection.table.as_deref().unwrap_or("-");
    format!("{} {} {credential} {table}", connection.account, connection.endpoint.address("/"))
}

#[test]
fn every_documented_form_is_read() {
    let azure = "contoso https://contoso.table.core.windows.net/ key of 4 bytes -";
    let emulator = "devstoreaccount1 http://127.0.0.1:10002/devstoreaccount1/ key of 64 bytes -";
    for (text, expected) in [
        (
            "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=a2V5MQ==;\
             EndpointSuffix=core.windows.net",
            azure,
        ),
        ("accountname = contoso ; ACCOUNTKEY = a2V5MQ== ;;\n", azure),
        ("AccountName=contoso;Account Key=a2V5MQ", azure),
        ("\"AccountName=contoso;AccountKey=a2V5MQ==\"", azure),
        ("{\"connectionString\":\"AccountName=contoso;AccountKey=a2V5MQ==;\"}", azure),
        ("{ \"ConnectionString\" : \" AccountName=contoso;AccountKey=a2V5MQ==\" }", azure),
        ("UseDevelopmentStorage=true", emulator),
        ("usedevelopmentstorage=True;", emulator),
        (
            "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite/",
            "devstoreaccount1 http://azurite:10002/devstoreaccount1/ key of 64 bytes -",
        ),
        (
            "AccountName=contoso;AccountKey=a2V5MQ==;EndpointSuffix=core.chinacloudapi.cn",
            "contoso https://contoso.table.core.chinacloudapi.cn/ key of 4 bytes -",
        ),
        (
            "AccountName=contoso;AccountKey=a2V5MQ==;TableEndpoint=https://leads.contoso.com/",
            "contoso https://leads.contoso.com/ key of 4 bytes -",
        ),
        (
            "BlobEndpoint=https://contoso.blob.core.windows.net/;\
             TableEndpoint=https://contoso.table.core.windows.net/;\
             SharedAccessSignature=sv=2022-11-02&ss=t&sig=a%2Bb%3D",
            "contoso https://contoso.table.core.windows.net/ sas sv=2022-11-02&ss=t&sig=a%2Bb%3D -",
        ),
        (
            "AccountName=contoso;SharedAccessSignature=?tn=Leads&sig=x=",
            "contoso https://contoso.table.core.windows.net/ sas tn=Leads&sig=x= Leads",
        ),
        (
            "TableEndpoint=https://contoso.table.core.windows.net/?ss=t&sig=x",
            "contoso https://contoso.table.core.windows.net/ sas ss=t&sig=x -",
        ),
        (
            "HTTPS://Contoso.table.core.windows.net/MarketplaceLeads?tn=marketplaceleads&sig=x",
            "contoso https://contoso.table.core.windows.net/ sas tn=marketplaceleads&sig=x \
             MarketplaceLeads",
        ),
        (
            "https://contoso.table.core.windows.net/?ss=t&sig=x",
            "contoso https://contoso.table.core.windows.net/ sas ss=t&sig=x -",
        ),
        (
            "http://127.0.0.1:10002/devstoreaccount1/Leads()?sig=x",
            "devstoreaccount1 http://127.0.0.1:10002/devstoreaccount1/ sas sig=x Leads",
        ),
        (
            "AccountName=dev;AccountKey=a2V5MQ==;TableEndpoint=http://127.0.0.1:10002/dev;",
            "dev http://127.0.0.1:10002/dev/ key of 4 bytes -",
        ),
    ] {
        assert_eq!(summary(&parsed(text)), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_without_the_secret() {
    for (text, words) in [
        ("", "empty"),
        (" ;; ", "empty"),
        ("hunter2", "has no \"=\""),
        ("hunter2==", "neither an AccountName"),
        ("AccountName=contoso", "neither an AccountKey"),
        ("AccountName=contoso;AccountKey=", "neither an AccountKey"),
        ("AccountName=contoso;AccountKey=hunter2!", "no Base64"),
        ("AccountKey=aHVudGVyMg==", "neither an AccountName"),
        ("AccountName=evil.example/hunter2;AccountKey=a2V5MQ==", "AccountName holds"),
        ("AccountName=contoso;AccountName=hunter2;AccountKey=a2V5MQ==", "twice"),
        ("AccountName=contoso;SharedAccessSignature=sv=hunter2", "no \"sig\""),
        ("AccountName=contoso;SharedAccessSignature=sig=hunter2\u{7}", "characters"),
        ("AccountName=contoso;AccountKey=a2V5MQ==;EndpointSuffix=hunter2@evil", "can not be read"),
        ("TableEndpoint=ftp://hunter2/;AccountKey=a2V5MQ==", "must begin with https"),
        ("https://contoso.table.core.windows.net/Hunter2", "carries no signature"),
        ("https://contoso.table.core.windows.net/Leads?tn=hunter2&sig=x", "another table"),
        ("http://contoso.table.core.windows.net/Leads?sig=hunter2", "https"),
        ("{\"connectionString\":\"hunter2", "begins as JSON"),
        ("{\"connection\":\"hunter2\"}", "no \"connectionString\""),
        ("{\"connectionString\":\"{\\\"connectionString\\\":\\\"hunter2\\\"}\"}", "no \"conn"),
    ] {
        let why = Connection::parse(text).expect_err(text);
        assert!(why.contains(words), "{text}: {why}");
        assert!(!why.to_ascii_lowercase().contains("hunter2"), "{why}");
    }
}

#[test]
fn what_is_printed_by_accident_shows_no_secret() {
    for text in [
        "AccountName=contoso;AccountKey=aHVudGVyMg==",
        "AccountName=c;SharedAccessSignature=sig=hunter2",
    ] {
        let printed = format!("{:?}", parsed(text));
        assert!(!printed.contains("hunter2") && !printed.contains("117"), "{printed}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Connection::parse(&text);
    }

    #[test]
    fn a_string_is_read_whatever_the_order_of_its_parts(
        key in prop::collection::vec(any::<u8>(), 1..80),
        order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
        spaces in " {0,2}",
    ) {
        let key = KEYS.encode(key);
        let parts = [
            "DefaultEndpointsProtocol=https".to_owned(),
            "AccountName=contoso".to_owned(),
            format!("AccountKey={key}"),
            "EndpointSuffix=core.windows.net".to_owned(),
        ];
        let text: Vec<_> = order.iter().map(|at| parts[*at].clone()).collect();
        let connection = parsed(&text.join(&format!("{spaces};{spaces}")));
        let Credential::Key(read) = connection.credential else { panic!("a key") };
        prop_assert_eq!(KEYS.encode(read.expose_secret()), key);
        prop_assert_eq!(connection.endpoint.host, "contoso.table.core.windows.net");
    }
}
