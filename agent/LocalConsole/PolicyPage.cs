using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedOnco.Agent.Gate;
using FedOnco.Protos;

namespace FedOnco.Agent.LocalConsole;

/// <summary>The policy: the file, what it says, and whether the agent runs with it.</summary>
internal static class PolicyPage
{
    /// <param name="file">Path of policy.yaml.</param>
    /// <param name="lines">Entries of the log: the agent writes the hash of its policy there when it starts.</param>
    public static string Of(string file, IEnumerable<string> lines)
    {
        if (!File.Exists(file)) return $"<p class=\"bad\">{Page.Text(file)} is missing: without a policy nothing is allowed.</p>";
        var bytes = File.ReadAllBytes(file);
        var text = Encoding.UTF8.GetString(bytes);
        return $"{InForce(HashOf(bytes), lines)}{Summary(text, file)}<h2>{Page.Text(file)}</h2><pre>{Page.Text(text)}</pre>";
    }

    /// <summary>Of the file, hexadecimal, as the log has it.</summary>
    public static string HashOf(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private static string InForce(string hash, IEnumerable<string> lines)
    {
        var start = lines.LastOrDefault(l => l.StartsWith("{\"kind\":\"start\"", StringComparison.Ordinal));
        if (start is null) return "<p class=\"quiet\">The log does not tell with which policy the agent runs.</p>";
        using var entry = JsonDocument.Parse(start);
        var (time, loaded) = (entry.RootElement.GetProperty("time").GetString(), entry.RootElement.GetProperty("policy").GetString());
        return loaded == hash
            ? $"<p class=\"good\">In force: the agent that started {Page.Text(time ?? "")} read this file.</p>"
            : $"<p class=\"bad\">The file changed since the agent started ({Page.Text(time ?? "")}). Restart the agent to put it in force.</p>";
    }

    private static string Summary(string text, string file)
    {
        try
        {
            var policy = PolicyFile.Read(text, file);
            return $"""
                <dl><dt>Profile</dt><dd>{Page.Text(policy.Profile.ToString().ToLowerInvariant())}</dd>
                <dt>An answer needs</dt><dd>at least {policy.MinimumPatients} patients at {policy.MinimumSites} sites</dd>
                <dt>Studies</dt><dd>{Page.Text(string.Join(", ", policy.Studies))}</dd>
                <dt>People</dt><dd>{Page.Text(string.Join(", ", policy.People))}</dd>
                <dt>Analyses</dt><dd>{Page.Text(string.Join(", ", policy.Analyses))}</dd>
                <dt>Approval</dt><dd>{Page.Text(policy.Approval.ToString().ToLowerInvariant())}{string.Concat(policy.ApprovalOf.Select(a => Page.Text($"; {a.Key}: {a.Value.ToString().ToLowerInvariant()}")))}</dd>
                <dt>Refusals before approval</dt><dd>{policy.MostRefusals} a study</dd></dl>
                """;
        }
        catch (FedOncoException fault)
        {
            return $"<p class=\"bad\">The agent would not start with this file:</p><pre>{Page.Text(fault.Message)}</pre>";
        }
    }
}
