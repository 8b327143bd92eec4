using System.CommandLine;
using System.Text.Json;
using FedOnco.Agent.Health;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent doctor`: what stands in the way, and what to do about it.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Build(Option<string> home, TimeProvider clock)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines" };
        var command = new Command("doctor", "Look at policy, data, disk, keys, certificate, coordinator and clock; exit code 0 where all is well") { json };
        command.SetAction((parsed, cancellationToken) => AgentCommands.Guarded(async () =>
        {
            var findings = await new Doctor(AgentHome.Open(parsed.GetRequiredValue(home)), clock).ExamineAsync(cancellationToken).ConfigureAwait(false);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) await output.WriteLineAsync(JsonSerializer.Serialize(findings, Options)).ConfigureAwait(false);
            else foreach (var finding in findings) await output.WriteLineAsync(Line(finding)).ConfigureAwait(false);
            return findings.All(f => f.Good) ? 0 : ErrorReason.CannotConnect.ExitCode();
        }));
        return command;
    }

    private static string Line(Finding finding) => $"{(finding.Good ? "good " : "WRONG")} {finding.Check,-12} {finding.Found}{(finding.Advice.Length > 0 ? $"\n      {"",-12} {finding.Advice}" : "")}";
}
