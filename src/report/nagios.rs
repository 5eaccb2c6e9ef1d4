//! One line for monitoring systems, in the plugin form of the Monitoring Plugins guidelines:
//! `KIEMTRA CRITICAL - ... | pass=12 fail=3 undetermined=1`.

use std::io::Write;

use super::{Format, Options, Report, ReportError, State, words};
use crate::text::Text;

/// The `nagios` format.
pub(super) const FORMAT: Format = Format {
    name: "nagios",
    file: "report.nagios",
    about: || {
        Text::new(
            "Một dòng cho hệ thống giám sát (Nagios, Icinga, Zabbix)",
            "One line for monitoring systems (Nagios, Icinga, Zabbix)",
        )
    },
    write,
};

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    let counts = &report.counts;
    let line = format!(
        "KIEMTRA {} - {}: {}; {} | pass={} fail={} undetermined={}\n",
        status(report),
        plain(&report.case),
        plain(report.conclusion_text.in_language(options.language)),
        words::tally(options.language, report),
        counts.pass,
        counts.fail,
        counts.undetermined,
    );
    Ok(to.write_all(line.as_bytes())?)
}

fn status(report: &Report) -> &'static str {
    match report.conclusion {
        State::Ready if !report.stands => "OK",
        State::Ready => "WARNING",
        State::NotReady => "CRITICAL",
        State::Incomplete => "UNKNOWN",
    }
}

/// The text without what would end the line or start the performance data.
fn plain(text: &str) -> String {
    text.trim_end_matches('.').replace('|', "/").replace(|character: char| character.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn line(report: &Report) -> String {
        String::from_utf8(FORMAT.to_bytes(report, &Options::default()).expect("a line")).expect("UTF-8")
    }

    #[test]
    fn the_status_follows_the_conclusion() {
        let mut report = sample::report();
        assert!(line(&report).starts_with("KIEMTRA CRITICAL - tthc-bacninh-2026: "));
        assert!(line(&report).ends_with(" | pass=8 fail=10 undetermined=2\n"));
        report.conclusion = State::Incomplete;
        assert!(line(&report).starts_with("KIEMTRA UNKNOWN"));
        report.conclusion = State::Ready;
        assert!(line(&report).starts_with("KIEMTRA WARNING"));
        report.stands = false;
        assert!(line(&report).starts_with("KIEMTRA OK"));
    }

    #[test]
    fn text_can_neither_end_the_line_nor_forge_performance_data() {
        let mut report = sample::report();
        report.conclusion_text = Text::same("a|fail=0\nKIEMTRA OK");
        let line = line(&report);
        assert_eq!((line.matches('|').count(), line.matches('\n').count()), (1, 1));
    }
}
