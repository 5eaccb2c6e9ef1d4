//! What components, portals and programs write, each by the rule that reads it.

use super::check;
use super::documents::document;

#[test]
fn tables_by_role_and_heads_apart_from_their_bodies() {
    let row = "<div role='row'><div role='gridcell'>Nguyễn Văn A</div><div role='gridcell'>079090000123</div></div>";
    let role = format!(
        "<div role='grid'><div><div role='row'><div role='columnheader'><div><span>Họ tên</span></div></div>\
         <div role='columnheader'>Số CCCD</div></div></div><div>{row}</div></div><p>Mã: 001190000456</p>"
    );
    let apart = "<div><table><tr><th>Người nộp</th><th>Số giấy tờ</th><th>Mã hóa đơn</th></tr></table></div><div><table>\
                 <tr><td>Nguyễn Văn A</td><td>079090000123</td><td>001190000456</td></tr></table></div>";
    let nested = "<table><tr><td><table><tr><td>Họ tên</td><td>&nbsp;</td></tr></table></td><td><table><tr><td>Số CCCD</td>\
                  <td>&nbsp;</td></tr></table></td></tr><tr><td>John Smith</td><td>079090000123</td></tr></table>";
    check(
        &[
            (("a.html", role.as_str()), "personal-number:1 name:1"),
            (("a.html", apart), "personal-number:1 name:1"),
            (("a.html", &apart.replace("Số giấy tờ", "Mã giao dịch")), ""),
            (("a.html", nested), "personal-number:1 name:1"),
        ],
        document,
    );
}

#[test]
fn lines_of_the_source_and_elements_side_by_side() {
    check(
        &[
            (
                ("a.html", "<p>Ông Nguyễn\n   Văn An, số CCCD\n   079090000123, điện thoại\n 0918347265</p>"),
                "personal-number:1 phone:1 name:1",
            ),
            (
                (
                    "a.html",
                    "<span>Tòng Bảy</span><span>ĐDCN</span><span>079 090 000 123</span><span>Di động</span><span>0918 347 265</span>",
                ),
                "personal-number:1 phone:1 name:1",
            ),
            (("a.html", "<p>ĐDCN 082069111594 Di động (+84) 373 398 789</p>"), "personal-number:1 phone:1"),
            (
                ("a.html", "<dl><dt>Nguyễn Văn A</dt><dd>CCCD: 079090000123</dd><dd>Đợt 1</dd></dl>"),
                "personal-number:1 name:1",
            ),
            (
                ("a.html", "<h4>Trần Thị B</h4><p>Sinh ngày 26/11/1963</p><p>Thôn X</p><p>ĐT: 0918347265</p>"),
                "phone:1 name:1 birth:1",
            ),
            (("a.html", "<h4>Trần Thị B</h4><p>Chủ tịch UBND</p><p>Năm sinh: 1963</p><p>Di động: 0918347265</p>"), ""),
        ],
        document,
    );
}

#[test]
fn what_is_near_a_label_and_is_no_value_of_it() {
    check(
        &[
            (("a.html", "<p>SĐT 0799 118 099 - Mã dự thưởng 914342767</p>"), "phone:1"),
            (
                ("a.html", "<p>Hotline: 0277 3851 222</p><p>Tin</p><p>Xin báo cho Trần Thị B, ĐT 0918347265.</p>"),
                "phone:1 name:1",
            ),
            (
                ("a.html", "<p>Số định danh/CCCD</p><p>079090000123</p><p>Mã số đăng ký</p><p>024012984311</p>"),
                "personal-number:1",
            ),
            (("a.json", "[[\"Số CCCD\",\"x\"],[\"Số lượt truy cập: 012 095 114 226\",\"1\"]]"), ""),
            (("a.json", "{\"mail-address\":\"a b@gmail.com\"}"), "email:1"),
        ],
        document,
    );
}

#[test]
fn answers_of_services() {
    let cells = r#"f({"table":{"cols":[{"label":"Tên"},{"label":"Số CCCD"}],"rows":[{"c":[{"v":"Lê A"},{"v":"079090000123"}]}]}});"#;
    let flat = r#"<script type="application/json" id="x">[["Reactive",1],{"ds":2},[3],{"ten":4,"cccd":5},"Lê Thị A","079090000123"]</script>"#;
    let handed = "<script type='application/json'>{&q;hoTen&q;:&q;Lê Thị A&q;,&q;cccd&q;:&q;079090000123&q;}</script>";
    let kind = r#"{"identifier":[{"type":{"text":"Thẻ BHYT"},"value":"DN4796677889912"}],"birthDate":"1990-06-03"}"#;
    check(
        &[
            (("a.js", cells), "personal-number:1 name:1"),
            (("a.html", flat), "personal-number:1 name:1"),
            (("a.html", handed), "personal-number:1 name:1"),
            (("a.json", kind), "health-card:1 birth:1"),
            (
                ("a.json", r#"{"ngaySinh":{"$date":"1990-05-07T00:00:00Z"},"cccd":"079090000123"}"#),
                "personal-number:1 birth:1",
            ),
            (
                ("a.json", r#"{"H_x1ecd__x0020_t_x00ea_n":"Lê Thị A","cccd":"079090000123"}"#),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.xml",
                    "<?xml version='1.0'?><r><![CDATA[<CD><SODD>079090000123</SODD><HOTEN>Lê Thị A</HOTEN></CD>]]></r>",
                ),
                "personal-number:1 name:1",
            ),
            (
                ("a.kml", "<?xml version='1.0'?><kml><Data name='CCCD'><value>079090000123</value></Data></kml>"),
                "personal-number:1",
            ),
            (
                (
                    "a.xml",
                    "<?xml version='1.0'?><plist><dict><key>soCCCD</key><string>079090000123</string></dict></plist>",
                ),
                "personal-number:1",
            ),
        ],
        document,
    );
}

#[test]
fn logs_and_secrets_of_programs() {
    check(
        &[
            (("a.log", "SELECT * FROM a WHERE sdt LIKE '%0918347265%' LIMIT 10;"), "phone:1"),
            (("a.log", "gui OTP toi 0918347265: OK"), "phone:1"),
            (("a.log", "OTP 0918347265"), ""),
            (("a.log", "GET /api/v1/citizen/079090000123?x=1 HTTP/2.0"), "personal-number:1"),
            (("a.log", "GET /api/v1/order/079090000123?x=1 HTTP/2.0"), ""),
            (("netrc", "machine git.x.vn\n  login deploy\n  password Dp_9921_kk\n"), "password:1"),
            (("netrc", "machine git.x.vn login ci password Ci-Rp-3321\n"), "password:1"),
            (("a.txt", "The password policy2 is new\n"), ""),
            (("pgpass", "10.0.0.9:5432:hcc:hcc_app:Pgp_4471x\n"), "password:1"),
            (("a.txt", "10.0.0.9:5432:1:2:Pgp_4471x\n"), ""),
            (("a.yaml", "command: redis-server --requirepass Rd_cmp_7712\n"), "password:1"),
            (("a.sh", "docker login -u ci -p Hb_ci_5512q registry.x.vn\n"), "password:1"),
            (("a.sh", "curl -H 'Authorization: Basic YXBpdXNlcjpBcDFfcHdfNzc0MQ==' https://x.vn\n"), "password:1"),
        ],
        document,
    );
}

#[test]
fn tables_that_lie_on_their_side_or_name_columns_in_cells() {
    let side = "<table><tr><th></th><th>Người 1</th><th>Người 2</th></tr><tr><th>Họ tên</th><td>Lê Thị A</td><td>Trần Văn B</td>\
                </tr><tr><th>Số CCCD</th><td>079190000123</td><td>034085000456</td></tr></table>";
    let cells = "<table><tr><td data-label='Họ tên'>Lê Thị A</td><td data-label='SĐT'>0918347265</td></tr>\
                 <tr><td data-label='Họ tên'>Trần B</td><td data-label='SĐT'>0936758471</td></tr></table>";
    let posts = "<table><tr><th>Họ tên</th><th>Chức vụ, đơn vị</th><th>Điện thoại</th></tr>\
                 <tr><td>Lê Thị A</td><td>Thành viên BCH</td><td>0918347265</td></tr></table>";
    check(
        &[
            (("a.html", side), "personal-number:2 name:2"),
            (("a.html", cells), "phone:2 name:2"),
            (("a.html", posts), ""),
            (
                ("a.html", "<div hx-vals='{\"hoTen\":\"Lê Thị A\",\"cccd\":\"079190000123\"}'>x</div>"),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.html",
                    "<p>1. Bà Lê Thị A, số căn cước công\ndân: 079190000123</p><p>Số lượt truy cập: 012 095 114 226</p>",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.html",
                    "<div>HỌ TÊN:</div><div>LE THI A</div><div>Người xử lý:</div><div>Kiều Đình B</div><div>Sinh ngày:</div><div>26.02.1982</div><div>x</div><div>y</div><div>CCCD:</div><div>054182999251</div>",
                ),
                "personal-number:1 name:1 birth:1",
            ),
        ],
        document,
    );
}

#[test]
fn changes_answers_and_escapes() {
    check(
        &[
            (("a.json", r#"[{"field":"soDienThoai","oldValue":"0918347265","newValue":"0936758471"}]"#), "phone:2"),
            (
                ("a.json", r#"[{"field":{"id":"x","ref":"so-cccd"},"type":"text","text":"079190000123"}]"#),
                "personal-number:1",
            ),
            (
                (
                    "a.json",
                    "{\"content\":\"s\\u00e1\\u00bb\\u0091 c\\u00c4\\u0083n c\\u00c6\\u00b0\\u00e1\\u00bb\\u009bc 079190000123\"}",
                ),
                "personal-number:1",
            ),
            (("a.log", "POST /x \\x22soCCCD\\x22:\\x22079190000123\\x22"), "personal-number:1"),
            (
                (
                    "a.xml",
                    "<?xml version='1.0'?><s><Attribute Name='SoDinhDanh'><AttributeValue>079190000123</AttributeValue></Attribute></s>",
                ),
                "personal-number:1",
            ),
            (("a.sh", "sqlplus -s igate/Ora_ig_7731@10.1.1.1:1521/hcc @a.sql\n"), "password:1"),
            (("a.sh", "sqlplus /nolog @a.sql\n"), ""),
            (("a.txt", "Server DB: 10.0.0.9, user sa, pass Sa_wiki_771\n"), "password:1"),
        ],
        document,
    );
}

#[test]
fn controls_and_cells_that_repeat_their_names() {
    let cells = "<table><thead><tr><th>Họ tên</th><th>Số CCCD</th></tr></thead><tr><td><span>Họ tên</span> Lê Thị A</td>\
                 <td><span>Số CCCD</span> 079190000123</td></tr></table>";
    let heads = "<table><tr><th>Trường</th><th>Hiệu trưởng</th><th>Email</th></tr>\
                 <tr><td>TH Mỹ Long</td><td>Lê Thị A</td><td>thmylong@dongthap.edu.vn</td></tr></table>";
    check(
        &[
            (("a.html", cells), "personal-number:1 name:1"),
            (("a.html", heads), ""),
            (
                (
                    "a.html",
                    "<form><input id='f0' value='079190000123'><label for='f0'>Số định danh cá nhân</label></form>",
                ),
                "personal-number:1",
            ),
            (("a.html", "<input ng-reflect-name='soDinhDanh' ng-reflect-model='079190000123'>"), "personal-number:1"),
            (("a.json", r#"{"displayName":"Admin HCC","phone":"0918347265"}"#), "phone:1"),
            (
                ("a.html", "<h3>Danh sách phản ánh, kiến nghị</h3><ul><li>Lê Thị A</li><li>lethia@gmail.com</li></ul>"),
                "email:1 name:1",
            ),
        ],
        document,
    );
}
