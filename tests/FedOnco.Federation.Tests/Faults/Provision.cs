using System.Text.Json;
using FedOnco.Cli.Sandbox;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A study with its people and centres at a coordinator that is not started yet.</summary>
/// <param name="Authority">File of the coordinator's authority.</param>
/// <param name="Tokens">By person.</param>
/// <param name="Codes">One-time code by centre.</param>
internal sealed record Provision(string Authority, IReadOnlyDictionary<string, string> Tokens, IReadOnlyDictionary<string, string> Codes)
{
    /// <param name="folder">For the files that the command reads.</param>
    /// <param name="state">State folder of the coordinator.</param>
    /// <param name="dictionary">Of the study.</param>
    /// <param name="sites">Its centres.</param>
    /// <param name="people">Its analysts.</param>
    public static async Task<Provision> MakeAsync(string folder, string state, Dictionary dictionary, IReadOnlyList<string> sites, params string[] people)
    {
        string file = Path.Combine(folder, "dictionary.yaml"), provision = Path.Combine(folder, "provision.json");
        await File.WriteAllTextAsync(file, DictionaryFile.Write(dictionary));
        await File.WriteAllTextAsync(provision, JsonSerializer.Serialize(new
        {
            studies = new[] { new { name = dictionary.Study, title = "", dictionary = file, sites } },
            people = people.Select(p => new { name = p, role = "analyst", studies = new[] { dictionary.Study }, token_days = 1 }),
            sites,
        }));
        return JsonSerializer.Deserialize<Provision>(await ProgramRun.OutputAsync(Executables.Coordinator, "provision", "--state", state, "--file", provision), JsonSerializerOptions.Web)!; // The command prints one document.
    }
}
