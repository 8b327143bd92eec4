using FedOnco.Protos;
using Mono.Cecil;

namespace FedOnco.Agent.Tests;

/// <summary>There is one way from a site to the coordinator, and one place where a tally becomes a message.</summary>
public sealed class WaysOutTests
{
    private static readonly List<TypeDefinition> Types =
    [
        .. Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(f => Path.GetFileName(f) is var n && (n == "fedonco-agent.dll" || (n.StartsWith("FedOnco.", StringComparison.Ordinal) && n is not "FedOnco.Protos.dll" && !n.EndsWith(".Tests.dll", StringComparison.Ordinal))))
            .SelectMany(f => AssemblyDefinition.ReadAssembly(f).MainModule.GetTypes()),
    ];

    // Text and addresses; the console listens on this machine, in a process without the agent's keys.
    private static readonly string[] NoWayOut = ["System.Net.WebUtility", "System.Net.IPEndPoint", "System.Net.IPAddress"];

    [Fact]
    public void Listening_OnAPort_IsTheConsolesAlone() =>
        Assert.Equal(["FedOnco.Agent.Commands", "FedOnco.Agent.LocalConsole"], Calls().Where(c => c.Callee.DeclaringType.FullName.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)).Select(c => Outer(c.Caller.DeclaringType).Namespace).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Network_OfTheAgent_IsUsedByLinkAndEnrolmentOnly()
    {
        var users = Calls().Where(c => c.Callee.DeclaringType.FullName is var owner && !NoWayOut.Contains(owner) && !owner.EndsWith("Exception", StringComparison.Ordinal) && (owner.StartsWith("System.Net.", StringComparison.Ordinal) || owner.StartsWith("Grpc.", StringComparison.Ordinal) || owner.StartsWith("FedOnco.Protos.AgentGateway", StringComparison.Ordinal)))
            .Select(c => Outer(c.Caller.DeclaringType).Namespace).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["FedOnco.Agent.Enrolment", "FedOnco.Agent.Link"], users);
    }

    [Fact]
    public void Calls_ToTheCoordinator_AreEnrolRenewAndConnect() =>
        Assert.Equal(
            ["Connect", "EnrolAsync", "RenewAsync"],
            Calls().Where(c => c.Callee.DeclaringType.FullName == "FedOnco.Protos.AgentGateway/AgentGatewayClient" && c.Callee.Name != ".ctor").Select(c => c.Callee.Name).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(nameof(TallyChunk), "SiteTally")]
    [InlineData(nameof(SiteHello), "SiteSetUp")]
    [InlineData(nameof(PeerShare), "SiteSetUp")]
    [InlineData(nameof(RunEnd), "RunCertificate")]
    [InlineData(nameof(RunRefusal), "SiteRunner")]
    [InlineData(nameof(Announcement), "CoordinatorLink")]
    public void Message_ThatLeaves_IsMadeInOnePlace(string message, string place) =>
        Assert.Equal([place], Calls().Where(c => c.Callee.Name == ".ctor" && c.Callee.DeclaringType.FullName == "FedOnco.Protos." + message).Select(c => Outer(c.Caller.DeclaringType).Name).Distinct());

    [Fact]
    public void Tally_IsReadByTheMaskerOnly()
    {
        // Whoever reads a site's numbers at the agent: the guard that looks at them before they leave, and what hands them to the session.
        var readers = Calls().Where(c => c.Callee.DeclaringType.FullName == "FedOnco.Analyses.Reduction.Tally" && c.Callee.Name is "get_Memory" or "get_Values").Select(c => Outer(c.Caller.DeclaringType)).Where(t => t.Namespace.StartsWith("FedOnco.Agent", StringComparison.Ordinal)).Select(t => t.Name).Distinct();
        Assert.Equal(["SiteFederation"], readers);
    }

    private static IEnumerable<(MethodDefinition Caller, MethodReference Callee)> Calls() =>
        from type in Types
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        let callee = instruction.Operand as MethodReference
        where callee is not null
        select (method, callee);

    private static TypeDefinition Outer(TypeDefinition type) => type.DeclaringType is null ? type : Outer(type.DeclaringType);
}
