//! How much memory a runtime in a container is told to take for its heap.

use serde_json::Value as Json;

use crate::check::Container;

use super::quantity::Thousandths;

/// A flag, and what it comes to in bytes. `limit`: of the container, in thousandths.
pub struct Heap {
    pub flag: String,
    pub bytes: i128,
    /// The variable that holds the flag; none in the command line.
    pub variable: Option<String>,
}

/// Variables that a JVM, or a script around one, takes its flags from.
const OF_JVM: [&str; 8] = [
    "JAVA_OPTS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "CATALINA_OPTS",
    "KAFKA_HEAP_OPTS",
    "ES_JAVA_OPTS",
    "JVM_OPTS",
];

/// The last flag wins, as it does in the runtimes themselves.
pub fn heap(container: &Container<'_>, limit: Option<Thousandths>) -> Option<Heap> {
    texts(container).into_iter().rev().find_map(|(variable, text)| {
        let mut flags = text.split_whitespace().filter_map(|flag| Some((flag, bytes(flag, limit)?)));
        let (flag, bytes) = flags.next_back()?;
        Some(Heap { flag: flag.to_owned(), bytes, variable: variable.map(str::to_owned) })
    })
}

/// Whether a Java virtual machine runs in it, as far as its variables and its command tell.
pub fn is_jvm(container: &Container<'_>) -> bool {
    texts(container).into_iter().any(|(variable, text)| match variable {
        Some(variable) => OF_JVM.contains(&variable),
        None => {
            text.split_whitespace().any(|word| word == "java" || word.ends_with("/java") || word.starts_with("-Xmx"))
        }
    })
}

/// Values of variables by their names, and then the words of the command line, which win.
fn texts<'c>(container: &'c Container<'_>) -> Vec<(Option<&'c str>, &'c str)> {
    let list = |key: &str| container.get(&[key]).as_array().into_iter().flatten();
    let words = list("command").chain(list("args")).filter_map(|word| Some((None, word.as_str()?)));
    let variables = list("env").filter_map(|variable| {
        let text = |key: &str| variable.get(key).and_then(Json::as_str);
        Some((Some(text("name")?), text("value")?))
    });
    variables.chain(words).collect()
}

fn bytes(flag: &str, limit: Option<Thousandths>) -> Option<i128> {
    if let Some(size) = flag.strip_prefix("-Xmx").or_else(|| flag.strip_prefix("-XX:MaxHeapSize=")) {
        let (number, shift) = match size.chars().last()?.to_ascii_lowercase() {
            'k' => (&size[..size.len() - 1], 10),
            'm' => (&size[..size.len() - 1], 20),
            'g' => (&size[..size.len() - 1], 30),
            't' => (&size[..size.len() - 1], 40),
            _ => (size, 0),
        };
        return i128::from(number.parse::<u64>().ok()?).checked_shl(shift);
    }
    if let Some(share) = flag.strip_prefix("-XX:MaxRAMPercentage=") {
        let share: f64 = share.parse().ok().filter(|share| (0.0..=100.0).contains(share))?;
        #[expect(clippy::cast_possible_truncation, reason = "it is at most 100 000")]
        let thousandths = (share * 1000.0) as i128;
        return Some((limit? / 1000).saturating_mul(thousandths) / 100_000);
    }
    let size = flag.strip_prefix("--max-old-space-size=").or_else(|| flag.strip_prefix("--max_old_space_size="))?;
    Some(i128::from(size.parse::<u32>().ok()?) << 20)
}
