//! Records in JSON: lines of a log with a declared field map, and X-Road's records of operational monitoring.

use serde_json::{Error, Value};

use crate::ledger::samples::{Class, Moment, Phases};
use crate::text::{Text, text};

use super::mapping::{Field, Mapping};
use super::problem::Misread;
use super::status::{Giver, class};
use super::steps::{Request, ticks, ticks_of_seconds};
use super::tally::Skip;
use super::when::{When, any};

/// One line or element as a value.
pub(super) fn value(bytes: &[u8]) -> Result<Value, Misread> {
    serde_json::from_slice(bytes).map_err(|error| broken(&error))
}

/// Where a text stops being JSON. What the library says of it may quote the text.
pub(super) fn broken(error: &Error) -> Misread {
    let hint = Text::new(
        "mỗi dòng phải là một đối tượng JSON đầy đủ; kiểm tra định dạng (--as)",
        "each line must be one whole object of JSON; check the format (--as)",
    );
    Misread::new(error.column().max(1), Text::new("JSON đúng cú pháp", "valid JSON"), hint)
}

/// The value under a key; keys inside of others have points between.
pub(super) fn under<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value
        .get(key)
        .or_else(|| key.split('.').try_fold(value, |value, key| value.get(key)))
        .filter(|value| !value.is_null())
}

/// A number or a text as text.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text of a declared field.
pub(super) fn field(value: &Value, field: Field, mapping: &Mapping) -> Option<String> {
    under(value, mapping.fields.get(&field)?).and_then(plain)
}

/// What a field should have held.
pub(super) fn missing(column: &str) -> Misread {
    let column = crate::text::visible(column);
    let hint = Text::new(
        "đối chiếu tên trường trong tệp với `fields` của tệp ánh xạ (--map)",
        "hold the names in the file against `fields` of the map (--map)",
    );
    Misread::new(1, text!("trường `{column}` có giá trị hợp lệ", "field `{column}` with a valid value"), hint)
}

/// What a line of a log says.
pub(super) fn line(record: &Value, mapping: &Mapping) -> Result<Result<Request, Skip>, Misread> {
    let of = |name| field(record, name, mapping);
    let lacking = |name| missing(mapping.fields.get(&name).map_or("?", String::as_str));
    let time = of(Field::Time).ok_or_else(|| lacking(Field::Time))?;
    let When { at, .. } = any(&time, mapping.offset)?;
    if !mapping.paths.is_empty() && !of(Field::Path).is_some_and(|path| mapping.leads(&path)) {
        return Ok(Err(Skip::OtherPath));
    }
    if !mapping.upstreams.is_empty() && !of(Field::Upstream).is_some_and(|upstream| mapping.is_hop(&upstream)) {
        return Ok(Err(Skip::OtherUpstream));
    }
    let said = |name| of(name).map(|text| text.parse::<u16>().map_err(|_| lacking(name))).transpose();
    let status = said(Field::Status)?;
    let (status, giver) = match (mapping.fields.contains_key(&Field::UpstreamStatus), said(Field::UpstreamStatus)?) {
        (true, Some(status)) => (status, Giver::Upstream),
        (true, None) => return Ok(Err(Skip::NotForwarded)),
        (false, _) => (status.ok_or_else(|| lacking(Field::Status))?, Giver::Unsaid),
    };
    let seconds = of(Field::Seconds).map(|text| ticks_of_seconds(&text).ok_or_else(|| lacking(Field::Seconds)));
    let whole = match (seconds.transpose()?, of(Field::Milliseconds)) {
        (Some(whole), _) => Some(whole),
        (None, Some(text)) => {
            let seconds = ticks_of_seconds(&text).ok_or_else(|| lacking(Field::Milliseconds))?;
            Some(seconds / 1_000)
        }
        (None, None) => None,
    };
    let waited = whole.map(|whole| i64::from(whole / 100));
    let phases = Phases { whole, ..Phases::default() };
    Ok(class(status, giver, waited, mapping).map(|class| Request { at, class, code: status, phases }))
}

/// What a record of operational monitoring says (X-Road document PR-OPMON): four time stamps at a security server, whether
/// the exchange succeeded, and the code of the fault.
pub(super) fn exchange(record: &Value, mapping: &Mapping) -> Result<Result<Request, Skip>, Misread> {
    let stamp =
        |key: &str| under(record, key).map(|value| value.as_i64().filter(|at| *at > 0).ok_or_else(|| missing(key)));
    let begun = stamp("requestInTs").transpose()?.ok_or_else(|| missing("requestInTs"))?;
    let (sent, back, done) =
        (stamp("requestOutTs").transpose()?, stamp("responseInTs").transpose()?, stamp("responseOutTs").transpose()?);
    let succeeded = under(record, "succeeded").and_then(Value::as_bool).ok_or_else(|| missing("succeeded"))?;
    let side = under(record, "securityServerType").and_then(Value::as_str).unwrap_or_default();
    let service = under(record, "serviceCode").and_then(Value::as_str).unwrap_or_default();
    if !(mapping.is_hop(side) || mapping.is_hop(service)) {
        return Ok(Err(Skip::OtherUpstream));
    }
    let span = |from: Option<i64>, to: Option<i64>| ticks(to?.checked_sub(from?).filter(|span| *span >= 0)?);
    let phases = Phases { first_byte: span(sent, back), whole: span(Some(begun), done), ..Phases::default() };
    let status = under(record, "statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let code = status.unwrap_or_default();
    let fault = under(record, "faultCode").or_else(|| under(record, "soapFaultCode")).and_then(Value::as_str);
    let class = match (succeeded, fault, status) {
        (true, ..) => Ok(Class::Good),
        (false, Some(fault), _) => of_fault(fault),
        (false, None, Some(status)) => class(status, Giver::Upstream, None, mapping),
        (false, None, None) => Ok(Class::GatewayFault),
    };
    Ok(class.map(|class| Request { at: Moment(begun), class, code, phases }))
}

/// The class of a fault's code, such as `Server.ServerProxy.ServiceFailed.HttpError`.
fn of_fault(fault: &str) -> Result<Class, Skip> {
    let last = fault.rsplit('.').next().unwrap_or_default();
    Ok(match last {
        // The server says that it reached nobody, and not whether anybody was silent.
        "NetworkError" => Class::ConnectTimeout,
        "IOError" => Class::Reset,
        "SslAuthenticationFailed" => Class::TlsCertificate,
        "AccessDenied" => Class::Authentication,
        "HttpError" => Class::ServiceStatus,
        _ if fault.contains("ServiceFailed") || last == "ServiceDisabled" => Class::ServiceFault,
        _ if fault.starts_with("Client.") => return Err(Skip::Requester),
        _ => Class::GatewayFault,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_declared_fields_is_read() {
        let fields = [
            (Field::Time, "ts".to_owned()),
            (Field::Status, "up.code".to_owned()),
            (Field::Path, "uri".to_owned()),
            (Field::Milliseconds, "ms".to_owned()),
        ];
        let mapping = Mapping { fields: fields.into(), paths: vec!["/lgsp".to_owned()], ..Mapping::default() };
        let read = |text: &str| value(text.as_bytes()).and_then(|value| line(&value, &mapping));
        let good = read(r#"{"ts":"2026-10-10T13:55:36+07:00","up":{"code":200},"uri":"/lgsp/a","ms":12.5}"#);
        let good = good.expect("readable").expect("used");
        assert_eq!((good.class, good.phases.whole), (Class::Good, Some(1_250)));
        assert_eq!(read(r#"{"ts":1791615336,"up":{"code":200},"uri":"/x"}"#), Ok(Err(Skip::OtherPath)));
        assert_eq!(
            read(r#"{"ts":1791615336,"uri":"/lgsp"}"#).expect_err("no status").expected.en,
            "field `up.code` with a valid value"
        );
        assert!(read(r#"{"ts":"#).is_err());
        assert!(read(r#"{"ts":"10/10/2026 08:00","up":{"code":200},"uri":"/lgsp"}"#).is_err());
    }

    #[test]
    fn an_exchange_is_split_into_its_stretches() {
        let text = r#"{"securityServerType":"Client","requestInTs":1791615336000,"requestOutTs":1791615336100,
            "responseInTs":1791615336400,"responseOutTs":1791615336450,"succeeded":true,"messageUserId":"040090000001"}"#;
        let good =
            exchange(&value(text.as_bytes()).expect("JSON"), &Mapping::default()).expect("readable").expect("used");
        assert_eq!((good.phases.first_byte, good.phases.whole), (Some(30_000), Some(45_000)));
        for (fault, came) in [
            ("Server.ClientProxy.NetworkError", Ok(Class::ConnectTimeout)),
            ("Server.ServerProxy.ServiceFailed.HttpError", Ok(Class::ServiceStatus)),
            ("Server.ServerProxy.ServiceFailed.InvalidSoap", Ok(Class::ServiceFault)),
            ("Server.ServerProxy.AccessDenied", Ok(Class::Authentication)),
            ("Client.InvalidQuery", Err(Skip::Requester)),
            ("Server.ClientProxy.OutdatedGlobalConf", Ok(Class::GatewayFault)),
        ] {
            assert_eq!(of_fault(fault), came, "{fault}");
        }
        let none = value(br#"{"succeeded":false}"#).expect("JSON");
        assert!(exchange(&none, &Mapping::default()).is_err());
    }
}
