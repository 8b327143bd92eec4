using FedOnco.Protos;
using Google.Protobuf.Reflection;

namespace FedOnco.Protos.Tests;

public sealed class DescriptorTests
{
    private static readonly FileDescriptor[] Files =
    [
        AgentReflection.Descriptor, AnalysesReflection.Descriptor, ContractReflection.Descriptor, DictionaryReflection.Descriptor, ErrorsReflection.Descriptor,
        ExpressionsReflection.Descriptor, OptionsReflection.Descriptor, ResearchReflection.Descriptor, ResultsReflection.Descriptor, SumsReflection.Descriptor,
    ];

    [Fact]
    public void Packages_AllFiles_AreFedoncoV1() => Assert.All(Files, f => Assert.Equal("fedonco.v1", f.Package));

    [Fact]
    public void Enums_Zero_IsUnspecified() => Assert.All(Files.SelectMany(f => f.EnumTypes), e => Assert.EndsWith("_UNSPECIFIED", e.FindValueByNumber(0).Name, StringComparison.Ordinal));

    [Fact]
    public void ResearchService_Calls_HaveTheirOwnRequestAndResponse() => Assert.All(
        ResearchReflection.Descriptor.Services.Single().Methods,
        m => Assert.Equal((m.Name + "Request", m.Name + "Response"), (m.InputType.Name, m.OutputType.Name)));

    [Fact]
    public void ErrorReasons_All_HaveStatusAndExitCode() => Assert.All(Enum.GetValues<ErrorReason>(), r =>
    {
        Assert.Contains(r.Status(), (string[])["invalid", "refused", "failed"]);
        Assert.InRange(r.ExitCode(), 2, 5);
    });

    /// <summary>What an agent can send is a closed list: a new way out of a site has to be added here on purpose.</summary>
    [Fact]
    public void FromAgent_Messages_AreTheClosedList() =>
        Assert.Equal(["Announcement", "RunRefusal", "SiteHello", "PeerShares", "TallyChunk", "RunEnd"], FromAgent.Descriptor.Fields.InDeclarationOrder().Select(f => f.MessageType.Name));

    /// <summary>What the coordinator learns of a dataset: whether it conforms, whether it changed, terms and openness; nothing of its content.</summary>
    [Fact]
    public void Announcement_Fields_AreTheClosedList()
    {
        Assert.Equal(["product_version", "protocol_versions", "datasets", "audit_size", "authorities"], Announcement.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name));
        Assert.Equal(["study", "dataset", "dictionary_hash", "snapshot_hash", "conforming", "problem", "terms", "public", "refresh"], SiteDataset.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name));
    }

    /// <summary>Every field that can leave a site stands in the threat model with what it may hold: a new one has to be written there first.</summary>
    [Fact]
    public void FromAgent_Fields_AreThoseOfTheThreatModel()
    {
        var written = File.ReadLines(Path.Combine(Root(), "docs", "threat-model.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|')).Where(c => c.Length > 3)
            .ToDictionary(c => c[1].Trim(' ', '`'), c => c[2].Split(',').Select(f => f.Trim()).ToArray());
        var messages = new Dictionary<string, MessageDescriptor>();
        Collect(FromAgent.Descriptor, messages);
        Collect(EnrolRequest.Descriptor, messages);
        Collect(RenewRequest.Descriptor, messages);
        messages.Remove(FromAgent.Descriptor.Name);
        Assert.Equal(messages.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, message) in messages) Assert.Equal((name, string.Join(", ", message.Fields.InDeclarationOrder().Select(f => f.Name))), (name, string.Join(", ", written[name])));
    }

    /// <summary>The messages within a message. A site's least terms are its policy, which every party of the study sees in the contract.</summary>
    private static void Collect(MessageDescriptor message, Dictionary<string, MessageDescriptor> found)
    {
        if (message == DisclosureTerms.Descriptor || !found.TryAdd(message.Name, message)) return;
        foreach (var field in message.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message)) Collect(field.MessageType, found);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedOnco.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in a checkout");
        return folder;
    }

    [Fact]
    public void Messages_BetweenAgentAndCoordinator_CarryNoStep() => Assert.DoesNotContain(
        AgentReflection.Descriptor.MessageTypes.Concat(SumsReflection.Descriptor.MessageTypes).SelectMany(m => m.Fields.InDeclarationOrder()),
        f => f.Name.Contains("step", StringComparison.Ordinal) && f.Name != "step_hash");

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(100000, "1e+05")]
    [InlineData(123456, "123456")]
    [InlineData(-2.5e-7, "-2.5e-07")]
    [InlineData(0.0001, "1e-04")]
    [InlineData(1e15, "1e+15")]
    public void NumberText_Number_IsAsRPrintsIt(double value, string expected) => Assert.Equal(expected, NumberText.Of(value));
}
