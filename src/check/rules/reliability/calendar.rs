//! The days of a cron line, as the CronJob controller reads them.

pub struct Days {
    /// In the order of the months; of a month that is left out there are none.
    pub months: Vec<u32>,
    pub days: Vec<u32>,
    /// Whether every day of a month, or of a week, is meant.
    pub any_day: bool,
    pub any_weekday: bool,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// In a leap year.
const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl Days {
    /// None: not a line of five fields. Who reads it will say so.
    pub fn of(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, _, day, month, weekday] = fields.as_slice() else { return None };
        Some(Self {
            months: numbers(month, 1, 12, &MONTHS)?,
            days: numbers(day, 1, 31, &[])?,
            any_day: is_any(day),
            any_weekday: is_any(weekday),
        })
    }

    /// Whether both the day of the month and the weekday say something: either is enough then.
    pub fn either(&self) -> bool {
        !self.any_day && !self.any_weekday
    }

    /// Whether there is such a day in any year.
    pub fn come(&self) -> bool {
        let longest = self.months.iter().filter_map(|month| LENGTHS.get(*month as usize - 1)).max();
        !self.any_weekday || longest.is_some_and(|longest| self.days.iter().any(|day| day <= longest))
    }
}

/// A star with a step of its own is a list of days.
fn is_any(field: &str) -> bool {
    field.split(',').any(|item| matches!(item, "*" | "?" | "*/1" | "?/1"))
}

fn numbers(field: &str, least: u32, most: u32, words: &[&str]) -> Option<Vec<u32>> {
    let number = |text: &str| {
        let word = words.iter().position(|word| word.eq_ignore_ascii_case(text)).and_then(|at| u32::try_from(at).ok());
        word.map(|at| at + least).or_else(|| text.parse().ok()).filter(|number| (least..=most).contains(number))
    };
    let mut numbers = Vec::new();
    for item in field.split(',') {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, step.parse::<u32>().ok().filter(|step| *step > 0)?),
            None => (item, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if matches!(range, "*" | "?") => (least, most),
            Some((from, to)) => (number(from)?, number(to)?),
            // `5/2`: from the fifth on.
            None if item.contains('/') => (number(range)?, most),
            None => (number(range)?, number(range)?),
        };
        numbers.extend((from..=to).step_by(usize::try_from(step).ok()?));
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::Days;

    #[test]
    fn only_days_that_are_in_no_year_never_come() {
        let comes = |line| Days::of(line).map(|days| days.come());
        assert_eq!(comes("0 0 31 2 *"), Some(false));
        assert_eq!(comes("0 0 30 feb *"), Some(false));
        assert_eq!(comes("0 0 31 4,6,9,11 *"), Some(false));
        assert_eq!(comes("0 0 29 2 *"), Some(true));
        assert_eq!(comes("0 0 31 2-3 *"), Some(true));
        assert_eq!(comes("0 0 25/3 2 *"), Some(true));
        assert_eq!(comes("0 0 30 2 mon"), Some(true), "any Monday of February");
        assert_eq!(comes("@daily"), None);
    }

    #[test]
    fn a_star_with_a_step_is_a_list() {
        let either = |line| Days::of(line).is_some_and(|days| days.either());
        assert!(either("0 3 1-7 * sun"));
        assert!(either("0 3 */2 * sun"));
        assert!(!either("0 3 * * sun") && !either("0 3 1 * ?") && !either("0 3 */1 * sun"));
    }
}
