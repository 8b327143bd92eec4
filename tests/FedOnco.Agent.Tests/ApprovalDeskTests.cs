using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Expressions;

namespace FedOnco.Agent.Tests;

/// <summary>Calls that site IT decides on: which they are, for whom, and for how long.</summary>
public sealed class ApprovalDeskTests : GateTests
{
    [Fact]
    public void Refusals_ThreeInAStudy_LetSiteItDecideOnEachCall()
    {
        var policy = PolicyFile.Read(Rules, "policy.yaml");
        var desk = new ApprovalDesk("a", policy, Approvals, new FixedClock());
        var admission = Gate().Admit(Contract(), []);
        using var source = admission.Held.Open(admission.Context, TestContext.Current.CancellationToken);
        var run = CohortSelection.Select(admission.Context, "a", source);
        for (var refusal = 0; refusal < 3; refusal++)
        {
            desk.RequireApproval(admission, run);
            Approvals.CountRefusal("s");
        }

        Assert.Equal("APPROVAL_NEEDED", Refusal(() => desk.RequireApproval(admission, run)));
        var question = Approvals.All(Now).Single();
        Assert.Equal(("s", 39), (question.Study, question.Patients));
        Approvals.Decide(question.Id, approve: true, Now);
        desk.RequireApproval(admission, run);
        // Always means each time: the approval is used up.
        Assert.Equal("APPROVAL_NEEDED", Refusal(() => desk.RequireApproval(admission, run)));
        Approvals.ForgiveRefusals("s");
        desk.RequireApproval(admission, run);
    }

    [Fact]
    public void Approval_OfOnesQuestion_IsNoOthers()
    {
        var desk = new ApprovalDesk("a", PolicyFile.Read(Rules + "approval: contract\n", "policy.yaml"), Approvals, new FixedClock());
        string Ask(string person)
        {
            var contract = Contract();
            contract.Person = person;
            var admission = Gate().Admit(contract, []);
            using var source = admission.Held.Open(admission.Context, TestContext.Current.CancellationToken);
            return Refusal(() => desk.RequireApproval(admission, CohortSelection.Select(admission.Context, "a", source)));
        }

        Assert.Equal("APPROVAL_NEEDED", Ask("ada"));
        Approvals.Decide(Approvals.All(Now).Single().Id, approve: true, Now);
        Assert.Equal("", Ask("ada"));
        Assert.Equal("APPROVAL_NEEDED", Ask("eve"));
        Assert.Equal(["ada", "eve"], Approvals.All(Now).Select(q => q.Person).Order());
    }

    [Fact]
    public void Question_ThatSiteItRefused_StaysRefused()
    {
        var desk = new ApprovalDesk("a", PolicyFile.Read(Rules + "approval: contract\n", "policy.yaml"), Approvals, new FixedClock());
        var admission = Gate().Admit(Contract(), []);
        using var source = admission.Held.Open(admission.Context, TestContext.Current.CancellationToken);
        var run = CohortSelection.Select(admission.Context, "a", source);
        Assert.Equal("APPROVAL_NEEDED", Refusal(() => desk.RequireApproval(admission, run)));
        Approvals.Decide(Approvals.All(Now).Single().Id, approve: false, Now);
        Assert.Equal("POLICY", Refusal(() => desk.RequireApproval(admission, run)));
    }

    [Fact]
    public void Question_ThatNobodyDecides_ExpiresAndTooManyAreTurnedAway()
    {
        void Ask(int i, DateTimeOffset asked) => Approvals.Ask(new ApprovalQuestion($"q{i:000}", "s", "p", "count(data = d)", 40, 10, 0, asked, "waiting"));
        for (var i = 0; i < Approvals.MostWaiting; i++) Ask(i, Now);
        Assert.Equal("OVERLOADED", Refusal(() => Ask(Approvals.MostWaiting, Now)));
        Assert.Equal(Approvals.MostWaiting, Approvals.All(Now + Approvals.Lifetime).Count);
        Assert.Empty(Approvals.All(Now + Approvals.Lifetime + TimeSpan.FromSeconds(1)));
    }
}
