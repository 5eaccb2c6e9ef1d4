//! The words by which Vietnamese pages, files and programs name things: folded, each list in order, apart by commas.
//!
//! Phrases of several words also stand for their joined forms (`sodinhdanh`). What is too common a word to say anything
//! in running text counts as a whole label only ([`WHOLE`]).

use super::label::Label;

/// Phrases, wherever they stand in a label or before a value.
pub(super) const PHRASES: &[(Label, &str)] = &[
    (
        Label::Identity,
        "can cuoc, can cuoc cong dan, cancuoccongdan, cc, cccd, cccdcmnd, chung minh cu, chung minh nhan dan, chung minh \
         nhan dan cu, chung minh thu, chung minh thu nhan dan, citizen id, citizen identification, citizen number, \
         citizenid, cmnd, cmnd cccd, cmnd ho chieu, cmnd so, cmt, cmtnd, ddcn, dinh danh ca nhan, full id, giay chung \
         minh, giay to, giay to tuy than, gttt, ho chieu cccd, id card, id day du, id no, id number, idcard, \
         identification number, identify number, identifynumber, identity card, identity no, identity number, \
         identitycard, idno, legal id, ma ddcn, ma dinh danh, ma dinh danh ca nhan, ma dinh danh cong dan, ma so dinh \
         danh, ma so dinh danh ca nhan, madinhdanhcongdan, national id, national id no, nationalid, nid, nid no, person \
         number, personal id, personal identification, personal identification number, personal number, personalid, \
         sddcn, so can cuoc, so can cuoc cong dan, so cc, so cccd, so cccd cmnd, so chung minh, so chung minh nhan dan, \
         so cmnd, so cmnd cccd, so cmt, so cmtnd, so dd, so ddcn, so dinh danh, so dinh danh ca nhan, so giay to, so \
         giay to tuy than, so gt, so gttt, so hieu giay to, so ho chieu cccd, so id, socancuoc, socccdcmnd, socmndcccd, \
         socmtnd, the can cuoc, uid cccd, user identity, vneid id",
    ),
    (
        Label::Name,
        "account name, applicant, applicant name, ben cho thue, ben duoc uy quyen, ben mua dien, ben mua nuoc, ben nhan \
         uy quyen, ben thue, ben uy quyen, ben vay, beneficiary name, benh nhan, cap cho, card holder, cardholder, chu \
         ho, chu ho so, chu phuong tien, chu so huu, chu su dung, chu su dung dat, chu tai khoan, chu xe, chu xe co \
         gioi, chuhoso, citizen name, comment author, con ba, con ong, cust name, cust nm, customer name, dai dien ho, \
         display name, displayname, doi tuong, family name, first name, full name, fullname, given name, ho chu dem ten, \
         ho chu dem va ten, ho chu dem va ten khai sinh, ho chu dem va ten nguoi yeu cau, ho dem va ten, ho so cua, ho \
         ten, ho ten be, ho ten cha, ho ten chong, ho ten chu ho, ho ten con, ho ten doi tuong, ho ten giao vien, ho ten \
         hoc sinh, ho ten me, ho ten nguoi benh, ho ten nguoi duoc cap, ho ten nguoi huong, ho ten nguoi lao dong, ho \
         ten nguoi nhan, ho ten nguoi nop, ho ten nguoi vay, ho ten nguoi yeu cau, ho ten ong ba, ho ten tre, ho ten vo, \
         ho va ten, ho va ten giao vien, ho va ten khai sinh, hoi vien, holder, holder name, hoten, hotennguoinop, \
         hovaten, hs cua, khach hang, kinh gui anh, kinh gui ba, kinh gui chi, kinh gui ong, kinh gui ong ba, last name, \
         nguoi bao, nguoi bao lanh, nguoi bao loi, nguoi bao tin, nguoi benh, nguoi chu hoi, nguoi dang ky, nguoi de \
         nghi, nguoi di thay, nguoi duoc cap, nguoi duoc ho tro, nguoi duoc khai, nguoi duoc uy quyen, nguoi giam ho, \
         nguoi gui, nguoi hoi, nguoi huong, nguoi khai, nguoi khieu nai, nguoi lam don, nguoi lao dong, nguoi lien he, \
         nguoi mua, nguoi nhan, nguoi nhan ho tro, nguoi nhan tien, nguoi nop, nguoi nop ho so, nguoi phan anh, nguoi \
         phu thuoc, nguoi su dung dat, nguoi tham gia, nguoi thu huong, nguoi thua ke, nguoi thue, nguoi to cao, nguoi \
         trung dau gia, nguoi uy nhiem, nguoi uy quyen, nguoi vay, nguoi vi pham, nguoi yeu cau, nhan ho so cua, ong ba, \
         owner name, passenger name, patient name, pax name, payee, payer name, phu huynh, sinh vien, surname, ten benh \
         nhan, ten cha, ten chong, ten chu, ten chu ho, ten chu ho so, ten chu phuong tien, ten chu tai khoan, ten chu \
         the, ten chu xe, ten con, ten cong dan, ten cust, ten day du, ten doi tuong, ten facebook, ten giao vien, ten \
         hien thi, ten hoc sinh, ten hoc vien, ten in tren the, ten khach hang, ten khai sinh, ten la, ten me, ten nguoi \
         benh, ten nguoi dan, ten nguoi dang ky, ten nguoi duoc cap, ten nguoi duoc huong, ten nguoi gui, ten nguoi hoc, \
         ten nguoi hoi, ten nguoi khai, ten nguoi khuyet tat, ten nguoi lao dong, ten nguoi mua, ten nguoi nhan, ten \
         nguoi nop, ten nguoi su dung dat, ten nguoi yeu cau, ten nhan vien, ten sinh vien, ten tai khoan ngan hang, ten \
         thi sinh, ten toi la, ten tre, ten vo, ten zalo, tenchuhoso, tenchuxe, tencongdan, tennguoinop, thi sinh, tiep \
         nhan ho so cua, toi la, toi ten, toi ten la, ung vien, vo chong, your name",
    ),
    (
        Label::Birth,
        "birth dat, birth date, birth dt, birth year, birthdate, birthday, date of birth, dob, n sinh, nam sinh, \
         namsinh, ng sinh, ngay sinh, ngay sinh nam sinh, ngay sinh nguoi nop, ngay thang nam sinh, ngay thang sinh, \
         ngaysinh, ngaythangnamsinh, ngsinh, ntns, sinh, sinh nam, sinh ngay, sinh ngay thang nam, year of birth, yob",
    ),
    (
        Label::Unknown,
        "an sinh, base address, dan sinh, dia chi ip, dia chi mac, dia chi trang, dia chi truy cap, dia chi web, dia \
         chi website, from address, ho sinh, hoc sinh, ip address, ipaddress, kham benh, kham chua benh, mac address, \
         moi quan he voi chu ho, nay sinh, ngay sinh hoat, phat sinh, quan he chu ho, quan he voi chu ho, quan he voi \
         nguoi khai, remote address, server address, sinh hoat, tai sinh, tuyen sinh, ve sinh, wallet address",
    ),
    (Label::Sex, "gender, gioi tinh, gioitinh"),
    (Label::Ethnic, "dan toc, dantoc, ethnic, ethnic group, ethnicity, nation ethnic"),
    (Label::Religion, "religion, ton giao, tongiao"),
    (Label::Nationality, "nationality, quoc tich, quoctich"),
    (
        Label::Address,
        "address, cho o, cho o hien nay, cu tru, cu tru tai, dia chi, dia chi chi tiet, dia chi cu the, dia chi hien \
         tai, dia chi lien he, dia chi lien lac, dia chi nguoi nop, dia chi nha, dia chi nha o, dia chi nhan ket qua, \
         dia chi tam tru, dia chi thuong tru, diachi, dkhktt, hien o, hien o tai, hktt, hktt tai, ho khau, ho khau \
         thuong tru, home address, ngu, ngu tai, nguyen quan, nha o, nha rieng, noi cu tru, noi dang ky ho khau thuong \
         tru, noi dang ky khai sinh, noi dang ky thuong tru, noi dkhktt, noi dktt, noi o, noi o hien nay, noi o hien \
         tai, noi sinh, noi sinh song, noi tam tru, noi thuong tru, noidangkykhaisinh, noio, noithuongtru, o ap, o buon, \
         o khu pho, o lang, o thon, o to dan pho, o xom, permanent address, place of birth, place of residence, que \
         quan, quequan, residence, tam tru, tamtru, thuong tru, thuong tru tai, thuongtru, tru quan, tru tai",
    ),
    (
        Label::Phone,
        "cell phone, cellphone, contact phone, dest, dest number, destination number, di dong, didong, dien thoai, dien \
         thoai ca nhan, dien thoai di dong, dien thoai lien he, dien thoai nguoi nop, dien thoai nhan otp, dienthoai, \
         dst, dt, dtdd, fone, hand phone, handphone, hotline ca nhan, hp no, hp number, mobile, mobile no, mobile \
         number, mobile phone, msisdn, phone, phone dest, phone no, phone number, phone so, phonenumber, receiver \
         number, recipient number, sdt, sdt lien he, sms, so di dong, so dien thoai, so dien thoai ca nhan, so dien \
         thoai di dong, so dien thoai lien he, so dt, so dtdd, so hp, so lien he, so may, so tb, so thue bao, so zalo, \
         sodienthoai, tel, telephone, thue bao, viber, whatsapp, zalo",
    ),
    (
        Label::Email,
        "comment author email, dia chi email, dia chi thu dien tu, e mail, email, email address, hom thu dien tu, hop \
         thu, hop thu dien tu, mail, mail address, thu dien tu",
    ),
    (
        Label::HealthCard,
        "bao hiem y te, bhyt, health insurance, health insurance number, insurance card, insurance card number, ma so \
         the bhyt, ma the, ma the bao hiem y te, ma the bhyt, mathebhyt, so bhyt, so the bao hiem, so the bao hiem y \
         te, so the bhyt, sothebhyt, the bao hiem y te, the bhyt",
    ),
    (
        Label::Social,
        "bao hiem xa hoi, bhxh, ma bhxh, ma so bao hiem xa hoi, ma so bh, ma so bhxh, masobhxh, ms bao hiem xa hoi, ms \
         bhxh, si book, si book no, si no, si number, so bao hiem xa hoi, so bh, so bhxh, so so bao hiem, so so bao hiem \
         xa hoi, so so bh, so so bhxh, sobhxh, social book no, social insurance, social insurance no, social insurance \
         number",
    ),
    (Label::Tax, "ma so thue, ma thue, masothue, mst, so thue, tax code, tax id, tax number, taxcode"),
    (
        Label::PersonalTax,
        "ma so thue ca nhan, ma so thue ho kinh doanh, ma so thue nguoi nop thue ca nhan, ma so thue npt, ma so thue thu \
         nhap ca nhan, ma so thue tncn, ma so tncn, ms thue ca nhan, ms thue tncn, mst ca nhan, mst cn, mst ho kinh \
         doanh, mst nguoi lao dong, mst nguoi phu thuoc, mst tncn, mstca nhan, mstcn, personal income tax code, personal \
         tax, personal tax code, pit code, pit no, pit number, pitcode",
    ),
    (
        Label::Passport,
        "doc no, document no, document number, hc neu co, hc so, ho chieu, ho chieu neu co, ho chieu so, hoac ho chieu, \
         hochieu, passport, passport no, passport number, so hc, so ho chieu, sohochieu, travel document, travel \
         document no",
    ),
    (
        Label::Licence,
        "bang lai, bang lai xe, driver licence, driver license, driver license number, driving licence, driving \
         licence number, driving license, driving license number, giay phep lai xe, gplx, licence number, license \
         number, so bang lai, so bang lai xe, so giay phep lai xe, so gplx, so gplx moi, sogplx",
    ),
    (
        Label::Plate,
        "bien kiem soat, bien so, bien so dang ky, bien so kiem soat, bien so xe, bien so xe dang ky, bien so xe giao \
         hang, bien xe, bienkiemsoat, bienso, biensoxe, bks, bsx, licence plate, licence plate number, license plate, \
         license plate number, number plate, plate no, plate num, plate number, plate numbers, registration plate, so \
         bien, so dang ky xe, so xe, vehicle number, vehicle plate, xe gui, xe mang bien so",
    ),
    (
        Label::Health,
        "benh, benh chinh, benh dang mac, benh hiem ngheo, benh kem theo, benh ly, benh mac phai, benh man tinh, benh \
         nen, benh su, benh tat, benhchinh, benhly, blood type, chan doan, chan doan benh, chan doan chinh, chan doan \
         vao, chan doan vao vien, chandoan, dang khuyet tat, dang tat, diagnosis, disabilities, disability, disease, \
         health status, hiv, icd, icd 10, icd code, icd10, ket luan kham, ket luan suc khoe, ket qua xet nghiem, \
         khuyet tat, loai benh, loai khuyet tat, ly do kham, ly do vao vien, ma benh, ma icd, medical condition, \
         medical history, muc do khuyet tat, nhom mau, phan loai suc khoe, tai kham, ten benh, tien su benh, tien su \
         benh tat, tinh trang benh, tinh trang benh ly, tinh trang suc khoe, tinhtrangbenh, tinhtrangsuckhoe, trieu \
         chung",
    ),
    (
        Label::Card,
        "bank card, card no, card number, card pan, cardnumber, credit card, debit card, pan number, payment card, so \
         pan, so the, so the atm, so the ngan hang, so the nhan tien, so the tin dung, sothe, the atm, the luong, the \
         ngan hang, the nhan tien, the tin dung",
    ),
    (
        Label::Account,
        "a c no, a c number, acc no, account no, account number, accountnumber, acct, acct no, acct number, acctno, bank \
         a c, bank acc, bank account, bank account no, bank account number, bank acct, bank no, bank number, bankacc, \
         bankno, banknumber, ben account, beneficiary acc, beneficiary account, iban, premium account, salary account, \
         so tai khoan, so tai khoan ca nhan, so tai khoan huong, so tai khoan luong, so tai khoan ngan hang, so tai \
         khoan nhan tien, so tk, so tk luong, so tk ngan hang, sotaikhoan, stk, stknh, tai khoan ghi co, tai khoan ghi \
         no, tai khoan huong, tai khoan luong, tai khoan ngan hang, tai khoan nhan, tai khoan so, tai khoan thanh toan, \
         tai khoan the, tai khoan thu huong, tk, tk ghi co, tk ghi no, tk luong, tk ngan hang, tk nguon, tk nhan, tk \
         thanh toan, tknh",
    ),
    (
        Label::Negative,
        "amount, bao cao so, bar code, barcode, batch id, batch no, bien ban so, bien lai, bien lai so, bien nhan, build \
         number, buu gui, captcha, checksum, chung tu, chung tu so, commit, cong van so, contract no, contract number, \
         correlation id, coupon, crc, device id, deviceid, dien tich, don gia, don hang, ean, event id, gd, giao dich, \
         gtin, guid, ho so nvqs, ho so nvqs so, ho so so, hoa don, hop dong so, iccid, imei, imsi, invoice, invoice id, \
         invoice no, invoice number, invoiceid, isbn, issn, job id, kien hang, kinh do, ky hieu, latitude, lenh chi, \
         lenh so, lo san xuat, log id, longitude, lot number, luot truy cap, luot xem, ma bam, ma bao cao, ma bao mat, \
         ma benh pham, ma bi thu, ma bien lai, ma bien nhan, ma buu gui, ma cau kien, ma chung tu, ma chuong, ma chuyen, \
         ma co quan, ma cong to, ma dat cho, ma dinh danh bgd, ma dinh danh buu chinh, ma dinh danh co quan, ma dinh \
         danh co so, ma dinh danh dia diem, ma dinh danh dien tu, ma dinh danh don vi, ma dinh danh ho so, ma dinh danh \
         khoan, ma dinh danh khoan phai nop, ma dinh danh tai lieu, ma dinh danh tai san, ma dinh danh thiet bi, ma dinh \
         danh thua, ma dinh danh thua dat, ma dinh danh to chuc, ma dinh danh truong, ma dinh danh van ban, ma dinh danh \
         vb, ma doanh nghiep, ma don hang, ma don vi, ma dot, ma dot chi, ma du an, ma ft, ma gd, ma giam gia, ma giao \
         dich, ma giay to, ma goi thau, ma hang, ma hang hoa, ma ho so, ma hoa don, ma hop dong, ma khach hang, ma kho \
         bac, ma kich hoat, ma kien nghi, ma lenh, ma lo, ma log, ma lop, ma luu tru, ma mau, ma may, ma mon hoc, ma \
         ngan sach, ma otp, ma phan anh, ma phan anh kien nghi, ma phien, ma phieu, ma qr, ma san pham, ma so bien nhan, \
         ma so giao dich, ma so ho so, ma so may, ma so phieu, ma so phieu luu tru, ma so vat tu, ma so vay, ma tai \
         khoan, ma tai san, ma tbmt, ma tem, ma tham chieu, ma thanh toan, ma the cu tri, ma the khach hang, ma the kho, \
         ma the nhan vien, ma the thanh vien, ma the thu vien, ma the tu, ma the xe, ma thiet bi, ma thong bao, ma thu \
         tuc, ma tk, ma tra cuu, ma tra soat, ma tthc, ma vach, ma van ban, ma van don, ma vat chung, ma vat tu, ma ve, \
         ma xac nhan, ma xac thuc, ma yeu cau, madonhang, magiaodich, mahoso, mathutuc, mau so, mavach, mccqt, md5, \
         message id, messageid, msgid, mtdiep, mtdtchieu, nghi dinh so, order code, order id, order no, order number, \
         orderid, otp, phien ban, phieu nhap, phieu nhap kho, phieu so, phieu xuat, pnr, quyet dinh so, ref, ref id, ref \
         no, ref so, reference, reference no, reference number, req id, reqid, request id, requestid, revision, seri, \
         serial, serial no, serial number, session id, session index, sessionid, sessionindex, sha1, sha256, sku, so bao \
         cao, so bien ban, so bien lai, so bien nhan, so but toan, so chung tu, so chuyen, so chuyen bay, so cong to, so \
         cong van, so den, so di, so don hang, so gcn, so gd, so giao dich, so giay chung nhan, so hieu, so hieu can bo, \
         so ho so, so hoa don, so hop dong, so khung, so ky hieu, so lenh chi, so lo, so luu, so luu tru, so may dem, so \
         may dong co, so phat hanh, so phieu, so phieu nhap, so phieu xuat, so quyet dinh, so ref, so se ri, so seri, so \
         seri gcn, so serial, so sery, so tai san, so tbmt, so tham chieu, so the cu tri, so the dang, so the dang vien, \
         so the hoi vien, so the kho, so the nhan vien, so the thanh vien, so the thu vien, so the tu, so thong bao, so \
         thu tu ho so, so thua, so tien, so to, so to trinh, so trace, so trang, so van ban, so van don, so vao so, so \
         vao so cap, so ve, so xac nhan, sohoadon, sohoso, span id, tai khoan co quan, tai khoan don vi, tai khoan kho \
         bac, tai khoan ngan sach, tham chieu, thanh tien, the cu tri, the dang vien, the hoi vien, the tu, thong bao \
         so, thong tu so, thua dat so, ticket, ticket id, time card, time card id, time stamp, timestamp, tk co quan, tk \
         don vi, tk kho bac, to ban do so, toa do, tong kinh phi, tong tien, trace id, traceid, tracking number, trans \
         id, trans no, transaction, transaction code, transaction id, transaction no, transaction number, transactionid, \
         transid, txn, txn id, txnid, txnref, uuid, van ban so, van don, vi do, voucher, xac nhan so",
    ),
    (
        Label::Company,
        "ben ban, ben cung cap, company, cong ty, cong ty tnhh, doanh nghiep, don vi ban, don vi ban hang, don vi \
         cung cap, ma so doanh nghiep, ma so thue cong ty, ma so thue doanh nghiep, ma so thue don vi, msdn, mst cong \
         ty, mst doanh nghiep, mst don vi, nban, nguoi ban, nguoi ban hang, nha thau, ten cong ty, ten doanh nghiep, \
         to chuc",
    ),
    (
        Label::Issue,
        "ban hanh, ban hanh ngay, cap ngay, cap nhat, cap tai, co gia tri den, co hieu luc, co quan cap, created at, \
         date of issue, deadline, den ngay, end date, expires, expiry, expiry date, gia tri den, han nop, hen tra, \
         het han, hieu luc, issue date, issued, issued date, khai sinh so, ky ngay, ky niem, ngay ban hanh, ngay bao \
         cao, ngay bat dau, ngay cap, ngay cap cccd, ngay cap nhat, ngay cap the, ngay chet, ngay cong bo, ngay dang, \
         ngay dang ky, ngay den, ngay di, ngay giao dich, ngay gui, ngay hen, ngay hen tra, ngay het han, ngay hieu \
         luc, ngay hoan thanh, ngay hop, ngay ket thuc, ngay kham, ngay ky, ngay lap, ngay mat, ngay nghi, ngay nop, \
         ngay nop ho so, ngay phat hanh, ngay quyet dinh, ngay ra vien, ngay sua, ngay tao, ngay thanh lap, ngay thi, \
         ngay tiep cong dan, ngay tiep nhan, ngay tra, ngay tra ket qua, ngay vao dang, ngay vao lam, ngay vao vien, \
         ngay xu ly, ngaycap, ngayhethan, ngaynop, ngaytao, noi cap, noi cap cccd, noi dang ky kcb, noi dang ky kham \
         benh, noi dang ky kham chua benh, noi kham, noi kham chua benh, noi lam viec, noi nop, noi tiep nhan, \
         noicap, publish date, start date, thanh lap, thoi han, tu ngay, updated at",
    ),
    (
        Label::Official,
        "administrator, approver, assigned to, assignee, bac si, ban bien tap, ban quan ly, ban quyen, ban quyen thuoc, \
         bao hiem xa hoi huyen, bao hiem xa hoi quan, bao hiem xa hoi tinh, bao hiem xa hoi viet nam, benh vien, bi thu, \
         bien tap, bo phan mot cua, bo phan tiep nhan, bo truong, can bo, can bo ky, can bo phu trach, can bo thu ly, \
         can bo tiep dan, can bo tiep nhan, can bo xu ly, cc dia chinh, cc ke toan, cc tai chinh, cc tu phap, cc van \
         hoa, cc van phong, cc xa hoi, cham soc khach hang, chanh van phong, chi cuc, chi cuc truong, chiu trach nhiem, \
         chiu trach nhiem noi dung, chu nhiem, chu tich, chuc danh, chuc vu, chuyen vien, co quan, co quan chu quan, co \
         quan thuong truc, cong an phuong, cong an tinh, cong an xa, cong chuc, cong chung vien, cong dich vu cong, cong \
         thong tin, cong to vien, cong vu, contact us, created by, cskh, cuc truong, danh ba, dau gia vien, dau moi, dau \
         moi ho tro, dau moi lien he, dia chinh xa, dien thoai ban, dien thoai co quan, dien thoai cong vu, don vi, don \
         vi huong, don vi huong thu, don vi thu huong, dt cong vu, duong day, duong day nong, editor, email co quan, \
         fax, giam doc, giao vien, gop y, hdnd, help desk, helpdesk, hieu pho, hieu truong, ho tro, ho tro ky thuat, \
         hotline, ke toan, kho bac, kho bac nha nuoc, kiem sat vien, ky boi, lanh dao, lanh dao ky, luat su, moi su ung \
         ho, moi ung ho, mot cua, nguoi ban hanh, nguoi cap nhat, nguoi dai dien phap luat, nguoi dung dau, nguoi duyet, \
         nguoi giai quyet, nguoi kiem tra, nguoi ky, nguoi ky duyet, nguoi lap, nguoi lap bieu, nguoi nhan don, nguoi \
         phat ngon, nguoi phe duyet, nguoi phu trach, nguoi tao, nguoi thu ly, nguoi thuc hien, nguoi tiep nhan, nguoi \
         tra ket qua, nguoi xac nhan, nguoi xu ly, phan anh kien nghi, pho bi thu, pho chanh van phong, pho chu tich, \
         pho giam doc, pho hieu truong, pho phong, pho truong ban, pho truong phong, phong ban, phong tu phap, phong \
         vien, phu trach, processing officer, quan tri, quan tri he thong, quan tri vien, quy den on dap nghia, quy hoi, \
         quy vi nguoi ngheo, receiving officer, reviewer, so cong thuong, so dien thoai co quan, so dt cong vu, so giao \
         duc, so khoa hoc, so may ban, so noi vu, so tai chinh, so thong tin, so tu phap, so xay dung, so y te, tham \
         phan, thanh tra, thu ky toa, thu ly boi, thu quy, thu truong, thu tuong, tiep cong dan, toa soan, tong bien \
         tap, tong dai, tram truong, truc ban, truc lanh dao, trung tam, trung tam hanh chinh, trung tam phuc vu, truong \
         ban, truong cong an, truong phong, ubnd, ung ho xin gui, updated by, uy ban nhan dan, van phong, van thu, vien \
         truong, website, xu ly boi",
    ),
    (
        Label::Author,
        "author, authors, contributors, creator, dc creator, maintainer, maintainers, managing editor, managingeditor, \
         nguoi dang, nguoi viet bai, npm user, tac gia, webmaster",
    ),
    (
        Label::Login,
        "login, login id, login name, loginid, loginname, name identifier, preferred username, principal, tai khoan, tai \
         khoan dang nhap, ten dang nhap, ten tai khoan, tendangnhap, tk dang nhap, unique name, user, user login, user \
         name, userlogin, username",
    ),
    (
        Label::Example,
        "chang han, dang nhu, dinh dang, e g, example, minh hoa, placeholder, sample, so the test, test card, the \
         test, the thu nghiem, thu nghiem, vd, vi du",
    ),
];

/// Words that count only where they are all of a label: a key, a header.
pub(super) const WHOLE: &[(Label, &str)] = &[
    (Label::Identity, "cic, dinh danh, identity"),
    (Label::Name, "cha, ctv, ho, me, name, owner, ten"),
    (Label::Birth, "birth, ns"),
    (Label::Unknown, "code, id, index, key, ma, ma so, no, num, number, seq, so, so thu tu, stt, tt, value"),
    (Label::Sex, "phai, sex"),
    (
        Label::Address,
        "ap, dc, khom ap, khu pho, location, thon, thon ban, thon ban xa, thon pho, thon to, thon to dan pho, thon \
         xa, thon xom, to dan pho, to khu",
    ),
    (Label::Phone, "contact, lien he, lien lac"),
    (Label::Tax, "tax, tin"),
    (Label::Login, "nameid, sub, uniquename, upn"),
    (Label::Plate, "car, data car, plate"),
    (Label::Health, "health, suc khoe"),
    (Label::Card, "atm, pan"),
    (
        Label::Negative,
        "batch, build, cong van, device, doi, gia tri, hash, lat, lng, mac, order, price, quyet dinh, tem, thiet bi, \
         thoi gian, thu tuc, total, tracking, version, vin",
    ),
    (Label::Company, "business, enterprise"),
    (Label::Issue, "created, date, modified, updated"),
    (Label::Official, "admin, cuc, department, office, officer, position, support"),
    (Label::Example, "mau"),
];
