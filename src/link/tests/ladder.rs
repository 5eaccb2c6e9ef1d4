//! Whose matter a silent failure is.

use super::*;

const LENGTH: i64 = 600 * SECOND;

fn hop(failing: &[(i64, i64)], class: Class, phase: i64) -> Timeline {
    let mut world = World::new(LENGTH, 10 * SECOND);
    for (from, to) in failing {
        world = world.failing(from * SECOND, to * SECOND, class);
    }
    world.alive = vec![stretch(phase, LENGTH)];
    world.timeline()
}

/// The figures of the far hop that is silent from 200 to 300 s.
fn far(class: Class, others: &[(HopSide, Timeline)], vantages: &[Timeline]) -> (Figures, Vec<Blame>) {
    let timeline = hop(&[(200, 300)], class, 0);
    let others: Vec<_> = others.iter().map(|(side, timeline)| (*side, timeline)).collect();
    let vantages: Vec<_> = vantages.iter().collect();
    let placed = attribute(&timeline, HopSide::Far, Hops { others: &others, vantages: &vantages });
    sound(&placed);
    let policy = LinkPolicy::default();
    let blames = outages(&placed, &policy).iter().map(|outage| outage.blame).collect();
    (window(&placed, &[placed.within], &policy).whole, blames)
}

#[test]
fn silence_while_the_own_gateway_is_lost_is_unknown() {
    // The gateway is looked at some seconds later than the far side, and is lost and found in between.
    let own = hop(&[(198, 304)], Class::ConnectTimeout, 7_000);
    let (figures, blames) = far(Class::ConnectTimeout, &[(HopSide::Own, own)], &[]);
    assert_eq!((figures.outages, figures.unknown, blames), (0, vec![(Why::OwnSide, 100 * SECOND)], vec![]));
}

#[test]
fn a_failure_that_spoke_stays_down_whatever_else_fails() {
    let own = hop(&[(198, 304)], Class::ConnectTimeout, 7_000);
    for class in [Class::ConnectRefused, Class::Reset, Class::TlsAlert, Class::GatewayStatus, Class::ServiceFault] {
        let (figures, blames) = far(class, &[(HopSide::Own, own.clone())], &[]);
        assert_eq!((figures.outages, figures.down_ms, figures.unknown_ms), (1, 100 * SECOND, 0), "{class:?}");
        assert_eq!(blames, [Blame::Told]);
    }
}

#[test]
fn every_control_point_lost_is_the_line_where_the_own_side_is_vouched_for() {
    let well = || (HopSide::Own, hop(&[], Class::Good, 3_000));
    let lost = || (HopSide::Control, hop(&[(195, 310)], Class::ConnectTimeout, 5_000));
    let fault = |figures: &Figures| figures.faults.first().map(|(fault, _)| fault.word());
    let (figures, blames) = far(Class::ServiceTimeout, &[well(), lost(), lost()], &[]);
    assert_eq!((blames, fault(&figures)), (vec![Blame::Line], Some("route")));
    let (figures, _) = far(Class::ServiceTimeout, &[lost(), lost()], &[]);
    assert_eq!(figures.unknown, [(Why::OwnSide, 100 * SECOND)], "nobody vouches for this side");
    let one_left = (HopSide::Control, hop(&[], Class::Good, 1_000));
    let (figures, blames) = far(Class::ServiceTimeout, &[well(), lost(), one_left], &[]);
    assert_eq!((blames, fault(&figures)), (vec![Blame::Undecided], Some("service")));
    let refuses = (HopSide::Control, hop(&[(195, 310)], Class::ConnectRefused, 5_000));
    let (_, blames) = far(Class::ServiceTimeout, &[well(), lost(), refuses], &[]);
    assert_eq!(blames, [Blame::Undecided], "a control point that refuses is reached");
}

#[test]
fn a_platform_that_says_that_it_fails_is_to_blame() {
    let control = (HopSide::Control, hop(&[], Class::Good, 1_000));
    let platform = (HopSide::Platform, hop(&[(190, 320)], Class::GatewayStatus, 1_000));
    let (figures, blames) = far(Class::ServiceTimeout, &[control, platform], &[]);
    assert_eq!((blames, figures.faults[0].0.word()), (vec![Blame::Platform], "gateway"));
}

#[test]
fn two_other_places_decide_between_the_line_and_the_far_side() {
    let control = || [(HopSide::Control, hop(&[], Class::Good, 1_000))];
    let fails = || hop(&[(195, 310)], Class::ConnectTimeout, 2_000);
    let serves = || hop(&[], Class::Good, 2_000);
    let decide = |vantages: &[Timeline]| far(Class::ConnectTimeout, &control(), vantages).1;
    assert_eq!(decide(&[]), [Blame::Undecided]);
    assert_eq!(decide(&[fails()]), [Blame::Undecided]);
    assert_eq!(decide(&[fails(), fails()]), [Blame::Far]);
    assert_eq!(decide(&[serves(), serves()]), [Blame::Line]);
    assert_eq!(decide(&[serves(), serves(), fails(), fails()]), [Blame::Undecided]);
    let elsewhen = || hop(&[(400, 450)], Class::ConnectTimeout, 2_000);
    assert_eq!(decide(&[elsewhen(), elsewhen()]), [Blame::Line], "failing at another time decides nothing");
    let (figures, _) = far(Class::ConnectTimeout, &control(), &[fails(), fails()]);
    assert_eq!(figures.faults[0].0.word(), "service", "silent for everybody: no matter of this line");
}

#[test]
fn a_watcher_without_a_line_on_its_own_gateway_excuses_the_far_side() {
    let own = hop(&[(198, 304)], Class::OwnLine, 7_000);
    let (figures, _) = far(Class::ConnectTimeout, &[(HopSide::Own, own)], &[]);
    assert_eq!(figures.unknown, [(Why::OwnSide, 100 * SECOND)]);
}

#[test]
fn own_hops_answer_for_themselves() {
    let own = hop(&[(200, 300)], Class::ConnectTimeout, 0);
    let other = hop(&[(200, 300)], Class::ConnectTimeout, 0);
    let hops = [(HopSide::Own, &other)];
    assert_eq!(attribute(&own, HopSide::Own, Hops { others: &hops, vantages: &[] }), own);
}
