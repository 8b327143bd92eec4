using System.CommandLine;
using System.Text;
using System.Text.Json;
using FedOnco.Agent.Link;
using FedOnco.Agent.State;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent setup`: writes the files that an agent's folder needs; what is there already is never changed.</summary>
internal static class SetupCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Build(Option<string> home)
    {
        var site = new Option<string?>("--site") { Description = "Id of this centre; asked for where it is not given" };
        var coordinator = new Option<string?>("--coordinator") { Description = "https://host:port; asked for where it is not given" };
        var state = new Option<string>("--state") { Description = "Folder for keys and state", DefaultValueFactory = _ => "state" };
        var command = new Command("setup", "Write appsettings.json, policy.yaml and the folder of dictionaries") { site, coordinator, state };
        command.SetAction((parsed, _) => AgentCommands.Guarded(() =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(home));
            var console = parsed.InvocationConfiguration.Output;
            Directory.CreateDirectory(Path.Combine(folder, "dictionaries"));
            Write(Path.Combine(folder, "appsettings.json"), () => Settings(Given(parsed.GetValue(site), "Id of this centre", console), CoordinatorAddress.Read(Given(parsed.GetValue(coordinator), "Address of the coordinator (https://host:port)", console)).OriginalString, parsed.GetRequiredValue(state)), console);
            Write(Path.Combine(folder, "policy.yaml"), () => Policy, console);
            console.WriteLine("Next: put each study's dictionary into dictionaries/STUDY.yaml, name studies and people in policy.yaml, then `fedonco-agent init`, `check`, `enrol CODE` and `doctor`.");
            return Task.FromResult(0);
        }));
        return command;
    }

    /// <summary>Allows nothing until site IT names studies and people.</summary>
    private const string Policy = """
        # Who may ask what. Nothing is allowed until studies and people are named here; "*" is never written for you.
        profile: default
        studies: []
        people: []
        analyses: []
        approval: always

        """;

    private static void Write(string file, Func<string> content, TextWriter console)
    {
        if (File.Exists(file))
        {
            console.WriteLine($"{file} is there already and stays as it is");
            return;
        }

        AgentState.WriteSecret(file, Encoding.UTF8.GetBytes(content()));
        console.WriteLine($"{file} is written");
    }

    private static string Settings(string site, string coordinator, string state) =>
        JsonSerializer.Serialize(new { Agent = new { Site = site, Coordinator = coordinator, State = state } }, Indented) + "\n";

    private static string Given(string? value, string question, TextWriter console)
    {
        if (value is null)
        {
            console.Write($"{question}: ");
            value = Console.In.ReadLine();
        }

        return value?.Trim() is { Length: > 0 } answer ? answer : throw new FedOncoException(ErrorReason.WrongFile, $"{question} is missing. Give --site and --coordinator, or answer when asked.");
    }
}
