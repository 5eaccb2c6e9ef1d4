//! What an error page tells of the inside.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// The kinds of leak and what they look like, in the order of the facts.
const PATTERNS: [(&str, &str); 5] = [
    (
        "stack-trace",
        r"(?i-u)traceback \(most recent call last\)|\bat [\w$.<>]+\([\w$]+\.(java|kt|scala):\d+\)|\bat [\w.<>`]+\([^)\n]{0,200}\) in [^\n]{0,200}:line \d+|\bat [^\n]{0,100}\(?/[^\n]{0,200}\.(js|ts):\d+:\d+|stack trace:|exception in thread |#0 [^\n]{0,200}\.php\(\d+\)|\b(java|javax|jakarta)\.[\w.]{1,80}(exception|error)\b|\bsystem\.[\w.]{1,80}exception\b|<b>(fatal error|parse error|warning|notice|deprecated)</b>:|php (fatal|parse) error: |fatal error: +uncaught ",
    ),
    (
        "file-path",
        r"(?i-u)\b[a-z]:\\(inetpub|users|windows|program files|wwwroot|xampp|www|web)\\|/(var/www|var/lib|home/[\w.-]+|usr/(local|share|lib)|opt|srv)/[\w./-]{1,200}\.(php|py|rb|js|java|jsp|ts|cs|aspx?|class|jar|war)\b|physical path</t[hd]>",
    ),
    (
        "framework-debug",
        r"(?i-u)you're seeing this error because you have <code>debug = true|werkzeug debugger|whoops, looks like something went wrong|laravel\\framework|symfony\\component|whitelabel error page|server error in '[^'\n]{0,100}' application|customerrors mode=|action controller: exception caught|x-debug-token|django\.urls\.exceptions|<h1>exception report</h1>|rails\.root: |you are seeing this page because development mode is enabled|tracy-debug|yii\\base\\|detailed error information|an unhandled exception occurred while processing the request",
    ),
    (
        "sql-error",
        r"(?i-u)you have an error in your sql syntax|\bora-\d{5}\b|sqlstate\[|unclosed quotation mark after|pg_query\(|psqlexception|mysqli?_(query|fetch)|sqlite3?\.operationalerror|java\.sql\.sql|system\.data\.(sqlclient|oledb|odbc)\.|\bsqlexception\b|mysqlexception|incorrect syntax near |\berror: +syntax error at or near |\bpls-\d{5}\b|npgsql\.|sqlite_error|microsoft (ole db|odbc) [^\n]{0,60}(driver|provider)|supplied argument is not a valid (my|pg)sql|db2 sql error|mongo(server)?error:",
    ),
    (
        "version",
        r"(?i-u)\b(apache|nginx|openresty|tomcat|iis|php|jetty|wildfly|jboss|weblogic|express|kestrel|openssl|litespeed)[ /]v?\d+(\.\d+)*",
    ),
];

static KINDS: LazyLock<Vec<(&'static str, Regex)>> =
    LazyLock::new(|| PATTERNS.iter().filter_map(|(kind, pattern)| Some((*kind, Regex::new(pattern).ok()?))).collect());

/// The kinds of leak in a page.
pub(in crate::probe) fn leaks(page: &[u8]) -> Vec<String> {
    KINDS.iter().filter(|(_, pattern)| pattern.is_match(page)).map(|(kind, _)| (*kind).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_recognised_and_a_plain_page_is_clean() {
        assert_eq!(KINDS.len(), PATTERNS.len());
        assert!(leaks("<h1>404</h1><p>Không tìm thấy trang. Vui lòng thử lại.</p>".as_bytes()).is_empty());
        assert_eq!(leaks(b"<hr><center>nginx/1.24.0</center>"), ["version"]);
        assert_eq!(leaks(b"at vn.gov.Portal.show(Portal.java:42)"), ["stack-trace"]);
        assert_eq!(leaks(b"in /var/www/portal/index.php on line 3"), ["file-path"]);
        assert_eq!(leaks(b"You have an error in your SQL syntax near"), ["sql-error"]);
        assert_eq!(leaks(b"Server Error in '/' Application."), ["framework-debug"]);
    }

    #[test]
    fn the_faults_of_each_stack_are_recognised() {
        for (page, kinds) in [
            ("System.NullReferenceException: Object reference not set", &["stack-trace"] as &[&str]),
            ("[SqlException (0x80131904): Incorrect syntax near 'x'.]", &["sql-error"]),
            ("java.lang.NullPointerException", &["stack-trace"]),
            ("<b>Fatal error</b>: Uncaught Error in <b>/var/www/html/a.php</b>", &["stack-trace", "file-path"]),
            ("Traceback (most recent call last):", &["stack-trace"]),
            (
                "Error: x<br> &nbsp; at Object.handle (/srv/app/node_modules/a/index.js:10:5)",
                &["stack-trace", "file-path"],
            ),
            ("<h1>An unhandled exception occurred while processing the request.</h1>", &["framework-debug"]),
            ("ORA-00942: table or view does not exist", &["sql-error"]),
            ("Unclosed quotation mark after the character string", &["sql-error"]),
            ("ERROR: syntax error at or near \"x\"", &["sql-error"]),
            ("org.postgresql.util.PSQLException: ERROR", &["sql-error"]),
            ("<th>Physical Path</th><td>C:\\inetpub\\wwwroot\\a</td>", &["file-path"]),
        ] {
            assert_eq!(leaks(page.as_bytes()), kinds, "{page}");
        }
        for sound in [
            "<p>Exception handling is taught here; ORA and SQL are words.</p>",
            "<p>Lỗi 404: trang không tồn tại. Mã tra cứu: ORA-TS-0091</p>",
            "<p>Java, PHP, System: chọn một mục. Warning: trang đang bảo trì</p>",
        ] {
            assert!(leaks(sound.as_bytes()).is_empty(), "{sound}");
        }
    }
}
