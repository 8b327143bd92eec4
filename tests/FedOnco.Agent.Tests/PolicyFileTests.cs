using FedOnco.Agent.Gate;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

public sealed class PolicyFileTests
{
    [Fact]
    public void Read_DefaultProfile_HasItsThresholds()
    {
        var policy = PolicyFile.Read("profile: default\nstudies: [a]\npeople: [\"*\"]\nanalyses: [count]\n", "policy.yaml");
        Assert.Equal((11u, 3u), (policy.MinimumPatients, policy.MinimumSites));
        Assert.True(Policy.Allows(policy.People, "anybody"));
        Assert.False(Policy.Allows(policy.Studies, "b"));
    }

    [Fact]
    public void Read_Typo_StopsWithLineAndColumn()
    {
        var fault = Assert.Throws<FedOncoException>(() => PolicyFile.Read("profile: opn\nstudies: [a]\npeople: [b]\nanalyses: [c]\nminimum_patiens: 11\n", "policy.yaml"));
        Assert.Contains("policy.yaml:1:10: profile is one of", fault.Message, StringComparison.Ordinal);
        Assert.Contains("policy.yaml:5:1: minimum_patiens is not known here. Did you mean minimum_patients?", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minimum_patients: 4", "minimum_patients: at least 5")]
    [InlineData("minimum_sites: 1", "minimum_sites: at least 2")]
    [InlineData("approval_of: {count: allways}", "count is one of: automatic, contract, always")]
    [InlineData("approval_of: {cuont: always}", "there is no analysis cuont")]
    [InlineData("differencing: pairwise", "profile: strict comes with differencing: strict")]
    [InlineData("minimum_patiens: 11", "minimum_patiens is not known here")]
    public void Read_LineThatSwitchesAGuardOff_IsAFault(string line, string fault)
    {
        const string Policy = "profile: strict\nstudies: [a]\npeople: [b]\nanalyses: [count]\n";
        PolicyFile.Read(Policy, "policy.yaml");
        Assert.Contains(fault, Assert.Throws<FedOncoException>(() => PolicyFile.Read(Policy + line + "\n", "policy.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnalysisThatIsNone_IsAFault() =>
        Assert.Contains("there is no analysis coun", Assert.Throws<FedOncoException>(() => PolicyFile.Read("profile: default\nstudies: [a]\npeople: [b]\nanalyses: [coun]\n", "policy.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Empty_AllowsNothing() => Assert.Throws<FedOncoException>(() => PolicyFile.Read("", "policy.yaml"));
}
