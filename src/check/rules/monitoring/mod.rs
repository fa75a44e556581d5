//! What is measured, and what raises an alert.

mod alert_absolute_rate;
mod alert_div_by_zero;
mod alert_label_lost;
mod alert_no_for;
mod alert_unknown_target;
mod alert_without_severity;
mod alert_without_summary;
mod analysis_without_data;
mod bad_promql;
mod counter_without_rate;
mod dashboard_format;
mod dashboards;
mod double_scrape;
mod duplicate_alert;
mod duplicate_dashboard;
mod expressions;
mod labels;
mod metric_unknown;
mod metrics_path_mismatch;
mod promql;
mod promql_quantile_no_rate;
mod promql_quantile_without_le;
mod promql_vector_match;
mod rate_of_gauge;
mod scrape_never_matches;
mod scrape_timeout_above_interval;
mod selector;
mod servicemonitor_not_selected;
mod targets;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[
    &bad_promql::RULE,
    &promql_quantile_no_rate::RULE,
    &promql_quantile_without_le::RULE,
    &promql_vector_match::RULE,
    &counter_without_rate::RULE,
    &rate_of_gauge::RULE,
    &metric_unknown::RULE,
    &alert_absolute_rate::RULE,
    &alert_div_by_zero::RULE,
    &alert_unknown_target::RULE,
    &alert_label_lost::RULE,
    &alert_no_for::RULE,
    &alert_without_severity::RULE,
    &alert_without_summary::RULE,
    &duplicate_alert::RULE,
    &analysis_without_data::RULE,
    &double_scrape::RULE,
    &scrape_never_matches::RULE,
    &scrape_timeout_above_interval::RULE,
    &metrics_path_mismatch::RULE,
    &servicemonitor_not_selected::RULE,
    &dashboard_format::RULE,
    &duplicate_dashboard::RULE,
];
