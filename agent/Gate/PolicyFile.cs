using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>Reads policy.yaml strictly: an unknown key or value stops the agent.</summary>
internal static class PolicyFile
{
    /// <summary>A threshold below this protects nobody.</summary>
    private const uint LeastPatients = 5;

    private static readonly Dictionary<string, Profile> Profiles = new(StringComparer.Ordinal)
    {
        ["default"] = Profile.Default,
        ["two-centres"] = Profile.TwoCentres,
        ["strict"] = Profile.Strict,
        ["open"] = Profile.Open,
    };

    private static readonly Dictionary<string, Resolution> Resolutions = new(StringComparer.Ordinal) { ["grid"] = Resolution.Grid, ["exact"] = Resolution.Exact };

    private static readonly Dictionary<string, Differencing> Modes = new(StringComparer.Ordinal) { ["pairwise"] = Differencing.Pairwise, ["strict"] = Differencing.Strict };

    private static readonly Dictionary<string, Approval> Approvals = new(StringComparer.Ordinal) { ["automatic"] = Approval.Automatic, ["contract"] = Approval.Contract, ["always"] = Approval.Always };

    private static readonly Dictionary<string, bool> AllowOrRefuse = new(StringComparer.Ordinal) { ["allow"] = true, ["refuse"] = false };

    /// <exception cref="FedOncoException">WrongFile with all faults, lines and columns.</exception>
    public static Policy Read(string text, string file)
    {
        var faults = new YamlFaults(file);
        var root = StrictMap.Parse(text, faults);
        var profile = root.Choice("profile", Profiles, Profile.Default);
        var open = profile == Profile.Open;
        var policy = new Policy(
            profile,
            root.Choice("resolution", Resolutions, open ? Resolution.Exact : Resolution.Grid),
            root.Texts("studies", required: true),
            root.Texts("people", required: true),
            root.Texts("analyses", required: true),
            root.Count("minimum_patients") ?? (open ? 0u : 11u),
            root.Count("minimum_sites") ?? (open ? 0u : profile == Profile.TwoCentres ? 2u : 3u))
        {
            CellMinimumSites = root.Count("cell_minimum_sites") ?? 0,
            SiteEffects = root.Choice("site_effects", AllowOrRefuse, open),
            SiteEstimates = root.Choice("site_estimates", AllowOrRefuse, open),
            Differencing = root.Choice("differencing", Modes, profile == Profile.Strict ? Differencing.Strict : Differencing.Pairwise),
            Approval = root.Choice("approval", Approvals, Approval.Automatic),
            ApprovalOf = ApprovalsOf(root),
            MostRefusals = (int)(root.Count("refusals_before_asking") ?? 3),
            RefreshDays = root.Count("refresh_days") ?? (open ? 0u : 90u),
            ModelsPerSet = root.Count("models_per_set") ?? (open ? 0u : 100u),
        };
        RequireSense(policy, root);
        RequireKnown(policy, root);
        root.RequireNoOthers();
        faults.ThrowIfAny();
        return policy;
    }

    private static Dictionary<string, Approval> ApprovalsOf(StrictMap root)
    {
        var found = new Dictionary<string, Approval>(StringComparer.Ordinal);
        if (root.Map("approval_of") is not { } map) return found;
        foreach (var (name, word) in map.TextEntries())
        {
            if (!Approvals.TryGetValue(word, out var approval)) root.Fault("approval_of", $"{name} is one of: {string.Join(", ", Approvals.Keys)}.");
            else found[name] = approval;
        }

        return found;
    }

    /// <summary>A misspelt name would allow or ask nothing, silently.</summary>
    private static void RequireKnown(Policy policy, StrictMap root)
    {
        var known = Analysis.Descriptor.Oneofs[0].Fields.Select(f => f.MessageType.GetOptions().GetExtension(OptionsExtensions.Call).Name).ToList();
        foreach (var (key, name) in policy.Analyses.Where(a => a != "*").Select(a => ("analyses", a)).Concat(policy.ApprovalOf.Keys.Select(a => ("approval_of", a))))
        {
            if (known.Contains(name)) continue;
            root.Fault(key, $"there is no analysis {name}.{(NearestName.Of(name, known) is { } near ? $" Did you mean {near}?" : "")}");
        }
    }

    /// <summary>Values that would switch a guard off are no policy.</summary>
    private static void RequireSense(Policy policy, StrictMap root)
    {
        if (policy.IsOpen) return;
        if (policy.MinimumPatients < LeastPatients) root.Fault("minimum_patients", $"at least {LeastPatients}. Public data can use profile: open.");
        if (policy.RefreshDays is < 1 or > 3650) root.Fault("refresh_days", "1 to 3650: data that are refreshed at will show what changed from one day to the next.");
        if (policy.MinimumSites < 2) root.Fault("minimum_sites", "at least 2: one site alone would show its own numbers.");
        if (policy.Profile == Profile.Strict && policy.Differencing != Differencing.Strict) root.Fault("differencing", "profile: strict comes with differencing: strict.");
    }
}
