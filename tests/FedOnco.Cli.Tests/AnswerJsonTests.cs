using FedOnco.Cli.Output;
using FedOnco.Protos;

namespace FedOnco.Cli.Tests;

public sealed class AnswerJsonTests
{
    [Fact]
    public void Of_Completed_IsOneExactLine()
    {
        var run = new Run { State = RunState.Completed, SitesAsked = { "a", "b" }, SitesContributed = { "a", "b" }, Result = new Result { Notes = { "n" } } };
        run.Result.Tidy = new Table();
        run.Result.Tidy.Columns.Add(new TableColumn { Name = "term", Texts = new Texts { Values = { "age", "x>1" } } });
        run.Result.Tidy.Columns.Add(new TableColumn { Name = "estimate", Numbers = new Numbers { Values = { 0.1, double.PositiveInfinity } } });
        run.Result.Tidy.Columns.Add(new TableColumn { Name = "p.value", Numbers = new Numbers { Values = { 1e-65, 0 } }, Missing = { 1 } });
        run.Result.Glance.Add(new GlanceEntry { Name = "n", Number = 212 });
        run.Result.Glance.Add(new GlanceEntry { Name = "r.squared" });
        Assert.Equal(
            """{"call":"lm(y ~ x)","status":"completed","sites":{"asked":2,"contributed":2,"missing":[]},"tidy":[{"term":"age","estimate":0.1,"p.value":1E-65},{"term":"x>1","estimate":"Infinity","p.value":null}],"glance":{"n":212,"r.squared":null},"suppressed":[],"notes":["n"]}""",
            AnswerJson.Of(Answer.Of("lm(y ~ x)", run, [])));
    }

    [Fact]
    public void Of_Invalid_HasPositionAndErrors()
    {
        var run = new Run { State = RunState.Invalid };
        run.Problems.Add(new Problem { Reason = ErrorReason.UnknownVariable, Message = "m", Position = 3 });
        run.Problems.Add(new Problem { Reason = ErrorReason.WrongType, Message = "w", Position = 5 });
        var answer = Answer.Of("c", run, []);
        Assert.Equal(2, answer.ExitCode);
        Assert.Equal(
            """{"call":"c","status":"invalid","sites":{"asked":0,"contributed":0,"missing":[]},"error":{"reason":"UNKNOWN_VARIABLE","message":"m"},"position":3,"errors":[{"reason":"UNKNOWN_VARIABLE","message":"m","position":3},{"reason":"WRONG_TYPE","message":"w","position":5}],"tidy":[],"glance":{},"suppressed":[],"notes":[]}""",
            AnswerJson.Of(answer));
    }

    [Theory]
    [InlineData(ErrorReason.Disclosure, "refused", 3)]
    [InlineData(ErrorReason.SiteLost, "failed", 4)]
    [InlineData(ErrorReason.TokenExpired, "failed", 5)]
    [InlineData(ErrorReason.Syntax, "invalid", 2)]
    public void ExitCode_Reason_IsItsOwn(ErrorReason reason, string status, int code)
    {
        var answer = Answer.Of("c", new FedOncoException(reason, "m"));
        Assert.Equal((status, code), (answer.Status, answer.ExitCode));
    }
}
