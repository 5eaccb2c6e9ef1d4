//! What the probe does, act by act, for the plan.

use super::{graphql, owned};
use crate::probe::Target;
use crate::probe::api::{Service, shown};
use crate::text::{Text, text};

/// The acts.
pub(super) fn steps(target: &Target<'_>, service: &Service<'_>) -> Vec<Text> {
    let mut steps = Vec::new();
    if service.protected().next().is_some() {
        let path = shown(service.main_path());
        steps.push(text!(
            "Trên {path} (hoặc đường dẫn cần bảo vệ đầu tiên từ chối): xuất trình chuỗi không phải mã truy cập, rồi các mã tự \
             tạo phải bị từ chối: không ký (bốn cách viết), chữ ký sai (cả kiểu PS256), tự mang khóa (cả kiểu PS256), chỉ nơi lấy khóa không tồn tại, HMAC bằng \
             khóa công khai của nơi cấp, tên khóa giả, nơi cấp không tồn tại",
            "On {path} (or the first protected route that refuses): show what is no token, then tokens of our own that must \
             be refused: unsigned (four spellings), wrong signature and own key inside (each by PS256 as well), a key address that does not exist, HMAC \
             with the provider's public key, false key names, an issuer that does not exist"
        ));
        steps.push(text!(
            "Trên {path}, không có mã: HEAD, PROPFIND, OPTIONS, phương thức viết thường, tiêu đề ghi đè phương thức; bảy cách \
             viết khác của đường dẫn; tiêu đề X-Original-URL, X-Rewrite-URL, X-Forwarded-For, X-Forwarded-Host",
            "On {path}, without a token: HEAD, PROPFIND, OPTIONS, a lower-case method, overriding headers; seven other \
             spellings of the path; the headers X-Original-URL, X-Rewrite-URL, X-Forwarded-For, X-Forwarded-Host"
        ));
    }
    let interface = service.interface;
    let lent = [
        (&interface.expired_token, "expired_token"),
        (&interface.foreign_audience_token, "foreign_audience_token"),
        (&interface.foreign_realm_token, "foreign_realm_token"),
    ];
    for (_, name) in lent.into_iter().filter(|(secret, _)| secret.is_some()) {
        steps.push(text!("Xuất trình mã được cho mượn `{name}`", "Show the lent token `{name}`"));
    }
    if interface.token.is_some() {
        steps.push(Text::new(
            "Xuất trình mã hợp lệ được cho mượn trong tiêu đề, rồi trong địa chỉ (`access_token=`)",
            "Show the lent good token in the header, then in the address (`access_token=`)",
        ));
    }
    for route in owned::routes(service) {
        let path = shown(&route.path);
        steps.push(text!("Hỏi {path} bằng mã `second_token`", "Ask {path} with the `second_token`"));
    }
    let places = graphql::paths(service).join(", ");
    steps.push(text!(
        "Hỏi GraphQL bằng POST, không có mã: truy vấn chỉ đọc `{{__schema{{queryType{{name}}}}}}` tại {places}",
        "Ask GraphQL by POST, without a token: the query `{{__schema{{queryType{{name}}}}}}`, which only reads, at {places}"
    ));
    let per_second = target.system.scope.pace.requests_per_second;
    for look_up in &interface.look_ups {
        let (path, attempts) = (shown(&look_up.path), look_up.attempts);
        steps.push(text!(
            "Lặp lại tra cứu {path} với dữ liệu thử, nhiều nhất {attempts} lần, tối đa {per_second} yêu cầu mỗi giây; dừng khi bị giới hạn",
            "Repeat the look-up {path} with test data, at most {attempts} times at up to {per_second} a second; stop at the first limit"
        ));
    }
    steps
}
