//! Versions as moments: the date and time of now, and the second after another version.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400;

/// The version that a migration has which is written now and comes after all of these: the second that it is in UTC, or
/// the one after the last of them.
pub fn next_version(now: SystemTime, others: impl IntoIterator<Item = i64>) -> i64 {
    let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now = version(i64::try_from(now).unwrap_or(0));
    others.into_iter().max().map_or(now, |last| now.max(after(last)))
}

/// The version of the second after another version.
#[must_use]
pub fn after(of: i64) -> i64 {
    version(seconds(of) + 1)
}

/// The seconds since 1970 as a version, `20261122103000`.
fn version(seconds: i64) -> i64 {
    let (day, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let time = second / 3_600 * 10_000 + second / 60 % 60 * 100 + second % 60;
    let (mut year, mut left) = (1970, day);
    while left >= days_of(year) {
        left -= days_of(year);
        year += 1;
    }
    let mut month = 1;
    while left >= days_in(year, month) {
        left -= days_in(year, month);
        month += 1;
    }
    (year * 10_000 + month * 100 + left + 1) * 1_000_000 + time
}

/// A version as seconds since 1970.
fn seconds(version: i64) -> i64 {
    let (date, time) = (version / 1_000_000, version % 1_000_000);
    let (year, month) = (date / 10_000, date / 100 % 100);
    let years: i64 = (1970..year).map(days_of).sum();
    let months: i64 = (1..month).map(|month| days_in(year, month)).sum();
    let days = years + months + date % 100 - 1;
    days * DAY + time / 10_000 * 3_600 + time / 100 % 100 * 60 + time % 100
}

fn days_of(year: i64) -> i64 {
    (1..=12).map(|month| days_in(year, month)).sum()
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_dates_and_times() {
        let moments = [
            (0, 19_700_101_000_000),
            (1_709_210_096, 20_240_229_123_456),
            (1_798_761_599, 20_261_231_235_959),
            (951_782_400, 20_000_229_000_000),
            (1_795_257_000, 20_261_121_103_000),
            (4_107_542_399, 21_000_228_235_959),
            (4_107_542_400, 21_000_301_000_000),
        ];
        for (since_1970, written) in moments {
            assert_eq!(version(since_1970), written);
            assert_eq!(seconds(written), since_1970);
        }
    }

    #[test]
    fn the_second_after_may_be_in_the_next_year() {
        assert_eq!(after(20_261_231_235_959), 20_270_101_000_000);
        assert_eq!(after(20_280_228_235_959), 20_280_229_000_000);
        let now = SystemTime::now();
        assert_eq!(next_version(now, [29_991_231_235_959, 20_260_101_000_000]), 30_000_101_000_000);
        let first = next_version(now, []);
        assert!(first > 20_260_101_000_000 && next_version(now, [first]) > first);
    }
}
