//! `explain KIND/NAME` as a process, on the platform at the root.

use std::fs;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const SUM: &str = "spec.template.metadata.annotations.checksum/config";

fn explain(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
    let output = command.arg("explain").args(arguments).current_dir(ROOT).output().expect("the binary is built");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("platgen writes UTF-8")
}

#[test]
fn what_a_sum_follows_from_is_told_when_that_is_asked() {
    let all = explain(&["prod", "deployment/product-service"]);
    let line = all.lines().find(|line| line.trim_start().starts_with("checksum/config:")).expect("its pods read files");
    assert!(line.ends_with("  # follows from the configuration that its pods read"), "{line}");
    let file = "config.app.files.\"application.yml\".template";
    assert!(!all.contains(file), "{all}");
    let sum = explain(&["prod", "deployment/product-service", SUM]);
    assert!(sum.contains(file), "{sum}");
    let told: Value = serde_json::from_str(&explain(&["prod", "deployment/product-service", "-o", "json"])).unwrap();
    let causes = told["causes"].as_array().expect("a list");
    let of_file = causes.iter().find(|cause| cause["path"] == file).expect("a cause");
    assert!(of_file["decides"].as_array().unwrap().contains(&SUM.into()), "{of_file}");
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = fs::read_to_string(format!("{ROOT}/README.md")).expect("there is a README");
    let blocks = readme.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut asked = 0;
    for block in blocks {
        let Some((words, printed)) = block.strip_prefix("$ platgen explain ").and_then(|rest| rest.split_once('\n'))
        else {
            continue;
        };
        assert_eq!(explain(&words.split(' ').collect::<Vec<_>>()), printed, "{words}");
        asked += 1;
    }
    assert!(asked >= 3, "{asked}");
}
