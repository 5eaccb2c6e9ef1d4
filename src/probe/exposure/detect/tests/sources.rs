//! What servers, programs and boxes of mail keep, as whole documents.

use super::check;
use super::documents::document;

#[test]
fn what_programs_keep_of_people() {
    check(
        &[
            (
                (
                    "a.vcf",
                    "BEGIN:VCARD\nFN:Phùng Hồng Nguyệt\nX-CCCD:092149151847\nADR;LABEL=\"Thôn Phú Mỹ, xã Đông Hưng, huyện Lục Nam\":;;;\nEND:VCARD\n",
                ),
                "personal-number:1 name:1 address:1",
            ),
            (
                ("a.ldif", "dn: uid=1,dc=vn\ncn:: TMOqIMSQw6xuaCBOYW0=\nvnNationalID: 030089930599\n"),
                "personal-number:1 name:1",
            ),
            (
                ("a.txt", "fullname=T%C3%B4+Ng%E1%BB%8Dc+M%E1%BA%ADn&idCard=093185530053&loanCode=052076668006\n"),
                "personal-number:1 name:1",
            ),
            (
                ("sess_1", "user|a:2:{s:6:\"ho_ten\";s:14:\"Bùi Kim Giang\";s:6:\"socmnd\";s:12:\"037161440316\";}\n"),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.sql",
                    "COPY public.p (id, ma_don, ho_ten, so_cccd) FROM stdin;\n1\t079336123966\tNguyễn Phương Thủy\t084186568790\n\\.\n",
                ),
                "personal-number:1 name:1",
            ),
            (
                ("a.http", "HTTP/1.1 200 OK\nSet-Cookie: kh=cccd=030199384756|ten=TỪ HOÀI MƠ; Path=/\n"),
                "personal-number:1 name:1",
            ),
            (
                (
                    "cookies.txt",
                    "# Netscape HTTP Cookie File\na.vn\tFALSE\t/\tTRUE\t0\tso_cccd\t012203001853\na.vn\tFALSE\t/\tTRUE\t0\tho_ten\tT%E1%BB%AB%20B%C3%A1%20Qu%C3%BD\n",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.mbox",
                    "From a@b.vn Fri May 10 08:00:00 2024\nFrom: a@b.vn\nTo: c@d.vn\nSubject: x\nDate: Fri, 10 May 2024 08:00:00 +0700\nContent-Transfer-Encoding: base64\n\nQ0NDRDogMDkyMDk3MDI0MTA3\n",
                ),
                "personal-number:1 email:2",
            ),
        ],
        document,
    );
}

#[test]
fn what_developers_and_interfaces_leave() {
    check(
        &[
            (
                (
                    "a.md",
                    "# A\n\n| Giáo viên | Số CC | Sinh |\n|---|---|---|\n| Lâm Hoàng Bình | 056094729435 | 14/6/1994 |\n",
                ),
                "personal-number:1 name:1 birth:1",
            ),
            (
                ("a.js", "const S = [new CongDan('Bùi Thị Hoa', '089149533448', new Date('1949-05-11'))];"),
                "personal-number:1 name:1 birth:1",
            ),
            (
                (
                    "a.log",
                    "crc=0782411053 elapsed_ns=0901930199\ncrc=0963087807 elapsed_ns=0792540759\ncrc=0324993593 elapsed_ns=0581714613\n",
                ),
                "",
            ),
            (
                (
                    "a.json",
                    "{\"nguoiNop\":{\"hoVaTen\":\"Hoàng Mỹ Hằng\",\"soDinhDanh\":\"048180158024\"},\"canBoXuLy\":{\"hoTen\":\"Vũ Quỳnh Nguyệt\"}}",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.json",
                    "[{\"soDinhDanh\":\"048180158024\",\"phienMoi\":\"025098618614\",\"hoTen\":\"Lê Thị Hoa\",\"ngaySinh\":\"1980-02-03\"}]",
                ),
                "personal-number:1 name:1 birth:1",
            ),
        ],
        document,
    );
}

#[test]
fn pages_whose_elements_name_their_values() {
    check(
        &[
            (
                (
                    "a.html",
                    "<select><option value=\"046213094431\">Trần Quốc Lợi - 05/01/2013</option><option value=\"1\">Khác</option></select>",
                ),
                "personal-number:1 name:1 birth:1",
            ),
            (
                (
                    "a.html",
                    "<div><span id=\"r_ctl00_lblHoTen\">KIỀU ANH TUẤN</span> <span id=\"r_ctl00_lblSoDDCN\">060057278191</span> <span id=\"r_ctl00_lblMaHS\">051182708517</span></div>",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.html",
                    "<div><span>Biển số</span><span>60K-225.92</span><span>GPLX</span><span>020101670510</span><span>Căn cước</span><span>049097731476</span><span>Chuyến</span><span>127824617</span></div>",
                ),
                "personal-number:1 driving-licence:1 plate:1",
            ),
            (("a.html", "<p>Nước H<sub>2</sub>O, m<sup>2</sup>, số <b>12</b>345</p>"), ""),
            (("a.html", "<a href=\"/tin/cap-can-cuoc-cho-tre-em-022183829752.htm\">Cấp căn cước cho trẻ em</a>"), ""),
            (
                (
                    "a.html",
                    "<pre>86A-341.47  Mai Văn Thông  0886415623\n29-F2 629.93  La Ngọc Phong  0567026078\n34H-220.41  Lê Khánh Duyên  0965181202</pre>",
                ),
                "plate:3 phone:3 name:3",
            ),
            (
                (
                    "a.html",
                    "<table><tr><th>Họ tên</th><th>Năm</th><th></th></tr><tr><td>Quách Minh Vân</td><td>2003</td><td><a href=\"/in?maPhieu=006298888976&cccd=002303527322\">In</a></td></tr></table>",
                ),
                "personal-number:1 name:1",
            ),
        ],
        document,
    );
}

#[test]
fn lists_notes_and_papers_as_they_are_left() {
    check(
        &[
            (
                (
                    "a.txt",
                    "PNR    PAX NAME            DOC NO     DOB        SEX NATIONAL ID\nXDDCUZ CHAU XUAN LOC       P09337523  1955-01-07 M   062055394255\n",
                ),
                "personal-number:1 passport:1 name:1 birth:1",
            ),
            (("a.txt", "Người khai: Lý Thị Nhàn (035180149504)\n"), "personal-number:1 name:1"),
            (("a.txt", "Theo công văn (035180149504) của tỉnh\n"), ""),
            (
                (
                    "a.html",
                    "<table><tr><td>BIÊN NHẬN</td><td>BIÊN NHẬN</td></tr><tr><td>Chủ xe: NGUYỄN QUANG VINH</td><td>Chủ xe: ĐỖ VIẾT HẬU</td></tr><tr><td>Số căn cước: 042049175428</td><td>Số căn cước: 033148358263</td></tr></table>",
                ),
                "personal-number:2 name:2",
            ),
            (
                (
                    "a.ics",
                    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tiếp công dân Bùi Thanh Tuyết\nDESCRIPTION:Số CCCD 096303120122\nEND:VEVENT\nEND:VCALENDAR\n",
                ),
                "personal-number:1 name:1",
            ),
            (("a.json", "[[\"1\",\"Hà Quốc Thịnh\",\"077204674963\",\"0337956329\",\"020090236336\"]]"), ""),
            (
                (
                    "a.xml",
                    "<vb><item><maDinhDanhVB>091221118394</maDinhDanhVB><nguoiKy>Lê Đình Dũng</nguoiKy></item></vb>",
                ),
                "",
            ),
        ],
        document,
    );
}

#[test]
fn what_a_page_an_interface_or_a_reader_of_cards_lists() {
    check(
        &[
            (
                (
                    "a.html",
                    "<label for=\"c\">Chọn công dân (số CCCD - họ tên)</label><select id=\"c\"><option value=\"264060185\">034076426820 - Hồ Ngọc Tài</option></select>",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.html",
                    "<h4>Nguyen Ba Quan</h4><dl><dt>Passport No.</dt><dd>K09370384</dd><dt>Mobile</dt><dd>(+84) 34 888 7917</dd></dl>",
                ),
                "passport:1 phone:1 name:1",
            ),
            (
                (
                    "a.json",
                    "{\"colnames\":[\"ho_ten\",\"cccd\",\"so_tk_nhan\"],\"data\":[[\"Huỳnh Phúc\",\"049071609958\",\"19031123091811\"]]}",
                ),
                "personal-number:1 name:1 bank-account:1",
            ),
            (
                (
                    "a.html",
                    "<table><tr><td>Loại</td><td>CCCD</td></tr><tr><td>Số</td><td>022162736706</td></tr></table>",
                ),
                "personal-number:1",
            ),
            (
                (
                    "a.xml",
                    "<d><ct07 ten=\"Họ tên\">Nguyễn Kim Tuyết</ct07><ct08 ten=\"Mã số thuế cá nhân\">8352744083</ct08></d>",
                ),
                "tax-code:1 name:1",
            ),
            (
                (
                    "a.csv",
                    "20240511093431|077197165194|030775827|Võ Thị Thảo|13071997|Nữ|38 Hoàng Văn Thụ, phường Chiềng Lề|25082022\n20240511085126|068185301860|171625604|Vương Oanh|05031985|Nữ|Tổ 15, khu phố 7, Lâm Đồng|11072022\n",
                ),
                "personal-number:2 old-card:2 name:2 birth:2 address:2",
            ),
            (
                (
                    "a.html",
                    "<div>Ông <span id=\"lblHoTen\">Lê Đình Nam</span> <span id=\"lblCccd\">040190048217</span>, vợ: CCCD 075301632251</div>",
                ),
                "personal-number:2 name:1",
            ),
        ],
        document,
    );
}
