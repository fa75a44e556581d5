//! How new versions take over, how many replicas there are, and what may disturb them.

use crate::diagnostic::FieldPath;
use crate::model::rollout::{Rollout, Step, Strategy};
use crate::model::scalar::{Count, Percent};
use crate::model::workload::{Autoscale, Disruption};

use super::Check;

impl Check<'_, '_> {
    pub(super) fn rollout(&mut self, at: &FieldPath, rollout: &Rollout) {
        if !rollout.strategy.is_progressive() && (!rollout.steps.is_empty() || !rollout.analysis.is_empty()) {
            let key = if rollout.steps.is_empty() { "analysis" } else { "steps" };
            self.fault(
                &at.then(key),
                "unused-key",
                format!("only a progressive roll-out has `{key}`"),
                "set `strategy = \"canary\"`, or remove it",
            );
        }
        if rollout.strategy == Strategy::Canary {
            let example = "such as `steps = [{ weight = 20 }, { pause = \"60s\" }]`";
            self.require(!rollout.steps.is_empty(), at, "steps", example);
        }
        self.analyses_named(&at.then("analysis"), &rollout.analysis);
        for (index, step) in rollout.steps.iter().enumerate() {
            self.step(at, index, step);
        }
    }

    fn step(&mut self, rollout: &FieldPath, index: usize, step: &Step) {
        let at = rollout.then("steps").then(index.to_string());
        let present = [step.weight.is_some(), step.pause.is_some(), step.analysis.is_some()];
        let keys = present.iter().filter(|present| **present).count();
        if keys != 1 {
            let message = format!("this step of `{rollout}.steps` has {keys} keys, not one");
            self.fault(&at, "bad-step", message, "one of weight, pause, analysis is wanted");
        }
        self.analyses_named(&at.then("analysis"), step.analysis.as_deref().unwrap_or_default());
    }

    fn analyses_named(&mut self, at: &FieldPath, names: &[String]) {
        for (index, name) in names.iter().enumerate() {
            let known = self.environment.analysis.keys().map(String::as_str);
            self.known(&at.then(index.to_string()), "analysis", name, known, &[FieldPath::new(["analysis"])]);
        }
    }

    pub(super) fn autoscale(&mut self, at: &FieldPath, autoscale: &Autoscale) {
        self.require(autoscale.min.is_some(), at, "min", "the fewest replicas");
        self.require(autoscale.max.is_some(), at, "max", "the most replicas");
        if let (Some(Count(min)), Some(Count(max))) = (autoscale.min, autoscale.max) {
            if min > max {
                self.fault(
                    &at.then("min"),
                    "out-of-range",
                    format!("`{at}`: `min = {min}` is above `max = {max}`"),
                    format!("at most {max}, or a higher `max`"),
                );
            } else if min == 0 {
                self.fault(&at.then("min"), "out-of-range", "an autoscaler keeps at least one replica", "1 or more");
            }
        }
        for (key, percent) in [("cpu", autoscale.cpu), ("memory", autoscale.memory)] {
            if percent == Some(Percent(0)) {
                self.fault(&at.then(key), "out-of-range", format!("`{at}.{key}` of `0` is never reached"), "1 or more");
            }
        }
        let scales = autoscale.cpu.is_some() || autoscale.memory.is_some();
        self.require(scales, at, "cpu", "`cpu` or `memory`: what it scales by");
    }

    pub(super) fn disruption(&mut self, at: &FieldPath, disruption: &Disruption) {
        let present = [disruption.min_available.is_some(), disruption.max_unavailable.is_some()];
        self.one_of(at, &present, &["min-available", "max-unavailable"]);
    }
}
