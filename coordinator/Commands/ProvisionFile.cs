using System.Text.Json;
using System.Text.Json.Serialization;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Commands;

/// <summary>provision.json: studies, people and sites to create at once.</summary>
internal sealed record ProvisionFile(IReadOnlyList<ProvisionFile.StudyEntry> Studies, IReadOnlyList<ProvisionFile.PersonEntry> People, IReadOnlyList<string> Sites)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <exception cref="FedOncoException">WrongFile.</exception>
    public static ProvisionFile Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<ProvisionFile>(File.ReadAllText(file), Options) ?? throw new JsonException("empty");
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{file}: {broken.Message}");
        }
    }

    /// <summary>A study.</summary>
    internal sealed record StudyEntry(string Name, string Title, string Dictionary, IReadOnlyList<string> Sites);

    /// <summary>A person with a token.</summary>
    internal sealed record PersonEntry(string Name, string Role, IReadOnlyList<string> Studies, int TokenDays);
}
