//! What processes used, from `/proc` (Linux).

use std::{fs, time::Duration};

/// User and system time of these processes so far.
pub fn used(processes: &[u32]) -> Duration {
    let ticks: u64 = processes.iter().map(|process| ticks_of(*process)).sum();
    // USER_HZ is 100 on every Linux that people run.
    Duration::from_millis(ticks * 10)
}

fn ticks_of(process: u32) -> u64 {
    let Ok(text) = fs::read_to_string(format!("/proc/{process}/stat")) else { return 0 };
    // The name in parentheses may hold spaces; utime and stime are the 14th and 15th fields.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<u64> = rest.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect();
    fields.get(11).copied().unwrap_or(0) + fields.get(12).copied().unwrap_or(0)
}

/// The processes of that name below this one, all generations.
pub fn named(name: &str) -> Vec<u32> {
    let descendants = descendants(std::process::id());
    let is_named = |process: &u32| {
        fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|comm| comm.trim() == name)
    };
    descendants.into_iter().filter(is_named).collect()
}

fn descendants(process: u32) -> Vec<u32> {
    let children = fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| {
        let child: u32 = entry.file_name().to_str()?.parse().ok()?;
        let text = fs::read_to_string(format!("/proc/{child}/stat")).ok()?;
        let parent: u32 = text.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        (parent == process).then_some(child)
    });
    let children: Vec<u32> = children.collect();
    children.iter().copied().chain(children.iter().flat_map(|child| descendants(*child))).collect()
}

/// Resident memory in megabytes: now, and at its highest.
pub fn memory(process: u32) -> (f64, f64) {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0
    };
    (field("VmRSS:"), field("VmHWM:"))
}
