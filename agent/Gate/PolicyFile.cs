using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>Reads policy.yaml strictly: an unknown key or value stops the agent.</summary>
internal static class PolicyFile
{
    private static readonly Dictionary<string, Profile> Profiles = new(StringComparer.Ordinal)
    {
        ["default"] = Profile.Default,
        ["two-centres"] = Profile.TwoCentres,
        ["strict"] = Profile.Strict,
        ["open"] = Profile.Open,
    };

    private static readonly Dictionary<string, Resolution> Resolutions = new(StringComparer.Ordinal) { ["grid"] = Resolution.Grid, ["exact"] = Resolution.Exact };

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
            root.Count("minimum_sites") ?? (open ? 0u : profile == Profile.TwoCentres ? 2u : 3u));
        root.RequireNoOthers();
        faults.ThrowIfAny();
        return policy;
    }
}
