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
        Assert.Equal(["product_version", "protocol_versions", "datasets"], Announcement.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name));
        Assert.Equal(["study", "dataset", "dictionary_hash", "snapshot_hash", "conforming", "problem", "terms", "public"], SiteDataset.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name));
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
