using System.Text;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Models;

/// <summary>What a model was trained on, by whom, how good it is and what was released: Markdown.</summary>
internal static class ModelCard
{
    public static string Of(string name, uint version, Run run)
    {
        var contract = run.Provenance.Contract;
        var model = run.Result.Model;
        var text = new StringBuilder();
        text.AppendLine($"# {name}, version {version}").AppendLine();
        text.AppendLine($"Call: `{run.Canonical}`").AppendLine();
        text.AppendLine($"Trained {run.Ended.ToDateTime():yyyy-MM-dd HH:mm} UTC by {run.Person} in study {run.Study}, run {run.Id}.").AppendLine();
        text.AppendLine("## Data").AppendLine();
        text.AppendLine($"Dataset {contract.Question.Data} at {string.Join(", ", contract.Sites)}; {Number(run, "nobs")} rows learnt from, {Number(run, "n.held.out")} held out.");
        text.AppendLine($"Predicts {model.Response.ToText()} ({model.Task.ToString().ToLowerInvariant()}) from {string.Join(", ", model.Features.Select(f => f.Name))}.").AppendLine();
        text.AppendLine("## Metrics").AppendLine();
        text.AppendLine(run.Result.Notes.Any(n => n.StartsWith("metrics are of the patients", StringComparison.Ordinal)) ? "Of the patients that the model was trained on; not a measure of how it does on others." : "Of held-out patients of all centres, split by patient.").AppendLine();
        foreach (var entry in run.Result.Glance.Where(g => g.ValueCase == GlanceEntry.ValueOneofCase.Number)) text.AppendLine($"- {entry.Name}: {NumberText.Significant(entry.Number, 6)}");
        text.AppendLine().AppendLine("## Privacy").AppendLine();
        text.AppendLine($"{run.Provenance.Sums} secure sums; no row and no centre's own numbers left a centre. Profile {contract.Terms.Profile.ToString().ToLowerInvariant()}, at least {Math.Max(1, contract.Terms.MinimumPatients)} patients a leaf of a tree, {Math.Max(1, contract.Terms.MinimumSites)} centres. Without differential privacy: a model can still tell something about the patients it was trained on.").AppendLine();
        text.AppendLine("## Provenance").AppendLine();
        text.AppendLine($"Contract {Convert.ToHexStringLower(run.Provenance.ContractHash.Span)}, transcript {Convert.ToHexStringLower(run.Provenance.LastTranscriptHash.Span)}, signed by {run.Provenance.EndSignatures.Count} centres, version {run.Provenance.ProductVersion}.");
        return text.ToString();
    }

    private static string Number(Run run, string name) => run.Result.Glance.FirstOrDefault(g => g.Name == name) is { ValueCase: GlanceEntry.ValueOneofCase.Number } entry ? NumberText.Of(entry.Number) : "0";
}
