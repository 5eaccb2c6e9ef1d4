//! The `system.yaml` of the demo.

use std::net::SocketAddr;

use jiff::{SignedDuration, Timestamp};

use super::{API_NAME, HOST_NAME, PORTAL_NAME, SIGN_IN_NAME, ZONE_NAME};
use crate::text::in_vietnam;

/// What the declaration says about a running portal.
pub(super) struct Declaration<'a> {
    /// The encrypted port.
    pub port: u16,
    /// The plain port.
    pub plain_port: u16,
    /// The ports that must be closed.
    pub closed_ports: &'a [u16],
    /// The demo's name server.
    pub resolver: SocketAddr,
    /// When the portal was started.
    pub now: Timestamp,
}

impl Declaration<'_> {
    /// The whole file.
    pub fn render(&self) -> String {
        let Self { port, plain_port, resolver, .. } = self;
        let closed = join(self.closed_ports.iter());
        let ports = join([port, plain_port].into_iter().chain(self.closed_ports));
        let day = in_vietnam(self.now).strftime("%Y-%m-%d").to_string();
        let from = instant(self.now, -1);
        let until = instant(self.now, 30 * 24);
        format!(
            r#"# Hệ thống trình diễn của kiemtra, chỉ có trên máy này. Tỉnh, cơ quan và văn bản đều là hư cấu.
# The demonstration system of kiemtra, on this machine only. Province, bodies and papers are fictional.
schema: kiemtra/system@1
id: tinh-mau
title: {{vi: Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Mẫu, en: Administrative-procedure system of Mau province}}
owner: {{vi: Ủy ban nhân dân tỉnh Mẫu (hư cấu), en: People's Committee of Mau province (fictional)}}
operator: {{vi: Sở Khoa học và Công nghệ tỉnh Mẫu (hư cấu), en: Department of Science and Technology of Mau province (fictional)}}

# Cấp độ an toàn hệ thống thông tin đã được phê duyệt.
# The approved security level.
level: {{number: 3, decision: 02/QĐ-TRÌNH-DIỄN, date: "{day}"}}

# Các đối tượng được kiểm tra.
# What is inspected.
subjects:
  - id: cong
    kind: site
    title: {{vi: Cổng Dịch vụ công tỉnh Mẫu, en: Public service portal of Mau province}}
    url: https://{PORTAL_NAME}:{port}/
    plain_port: {plain_port}
    store: folder
  - id: api
    kind: api
    title: {{vi: Dịch vụ dữ liệu, en: Data service}}
    url: https://{API_NAME}:{port}/v1/trang-thai
    plain_port: {plain_port}
    store: folder
  - id: dang-nhap
    kind: sign-in
    title: {{vi: Trang đăng nhập, en: Sign-in page}}
    url: https://{SIGN_IN_NAME}:{port}/
    plain_port: {plain_port}
    store: folder
  - id: may-chu
    kind: host
    title: {{vi: Máy chủ ứng dụng, en: Application server}}
    name: {HOST_NAME}
    # Những cổng không được mở ra bên ngoài: quản trị từ xa, bộ nhớ đệm.
    # Ports that must not be open to the outside: remote administration, cache.
    closed_ports: [{closed}]
  - id: ten-mien
    kind: dns-zone
    title: {{vi: Vùng tên miền của tỉnh, en: The province's zone}}
    name: {ZONE_NAME}
  - id: to-chuc
    kind: organisation
    title: {{vi: Đơn vị quản lý và vận hành, en: Managing and operating body}}

# Chỉ những nơi này được phép kết nối tới.
# Nothing else may be contacted.
scope:
  names: [{ZONE_NAME}, "*.{ZONE_NAME}"]
  networks: [127.0.0.0/8, "::1/128"]
  ports: [{ports}]
  connections_per_second: 500
  connections_per_host: 32

# Văn bản cho phép kiểm tra, và thời hạn của nó.
# The paper that permits the inspection, and how long.
authorisation:
  document: 01/QĐ-TRÌNH-DIỄN
  issuer: {{vi: Ủy ban nhân dân tỉnh Mẫu (hư cấu), en: People's Committee of Mau province (fictional)}}
  date: "{day}"
  from: "{from}"
  until: "{until}"
  safety: [passive, active]

# Máy chủ tên miền, neo DNSSEC và chứng thư gốc của phần trình diễn.
# The demonstration's own name server, DNSSEC anchor and root certificate.
resolver: "{resolver}"
dnssec_anchor: {anchor}
trust_folder: {trust}
"#,
            anchor = super::ANCHOR_FILE,
            trust = super::TRUST_FOLDER,
        )
    }
}

fn join<'a>(numbers: impl Iterator<Item = &'a u16>) -> String {
    numbers.map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// An instant some hours from now, on a Vietnamese clock.
fn instant(now: Timestamp, hours: i64) -> String {
    let at = now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(now);
    in_vietnam(at).strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Character;
    use super::super::trial::Trial;
    use crate::system::Kind;

    #[tokio::test]
    async fn the_declaration_is_whole_and_within_its_own_scope() {
        for character in [Character::Flawed, Character::Sound] {
            let trial = Trial::start(character).await;
            let system = &trial.system;
            let kinds: Vec<_> = system.subjects.iter().map(|subject| (subject.id.as_str(), subject.kind)).collect();
            let expected = [
                ("cong", Kind::Site),
                ("api", Kind::Api),
                ("dang-nhap", Kind::SignIn),
                ("may-chu", Kind::Host),
                ("ten-mien", Kind::DnsZone),
                ("to-chuc", Kind::Organisation),
            ];
            assert_eq!(kinds, expected);
            for subject in &system.subjects {
                assert!(subject.place.name().is_none_or(|name| system.scope.allows_name(name)), "{}", subject.id);
                assert!(subject.place.ports().iter().all(|port| system.scope.allows_port(*port)), "{}", subject.id);
            }
            assert!(system.authorisation.is_open(jiff::Timestamp::now()));
            assert!(!system.scope.allows_port(443) && !system.scope.allows_address([192, 0, 2, 1].into()));
            assert!(system.trust_folder.as_ref().is_some_and(|folder| folder.join("root.pem").is_file()));
            assert!(system.resolver.anchor.as_ref().is_some_and(|anchor| anchor.is_file()));
        }
    }
}
