using System.Diagnostics;
using System.Net;
using FedOnco.Agent.Commands;
using FedOnco.Agent.Gate;
using FedOnco.Agent.LocalConsole;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Audit;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>The console over its own port: who gets in, what a decision takes, what the pages show; and in a real browser.</summary>
public sealed class ConsoleTests : IAsyncLifetime
{
    private static readonly string Id = ConsoleSite.Id;
    private ConsoleSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await ConsoleSite.StartAsync("<script>alert(1)</script>");

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Page_WithoutTheSession_ShowsNothing()
    {
        using var stranger = Browser();
        foreach (var path in new[] { "/", "/runs", "/policy", "/log", $"/approvals/{Id}" })
        {
            var answer = await stranger.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.DoesNotContain("trials", await TextAsync(answer), StringComparison.Ordinal);
        }

        stranger.DefaultRequestHeaders.Add("Cookie", $"{ConsoleSession.Cookie}={new string('0', 64)}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Link_WorksOnce()
    {
        var key = _site.CreateKey();
        using var mine = await EnterAsync(key);
        Assert.Equal(HttpStatusCode.OK, (await mine.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
        using var late = Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await late.GetAsync($"/enter?key={key}", TestContext.Current.CancellationToken)).StatusCode);
        using var wrong = Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.GetAsync($"/enter?key={new string('0', 64)}", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Answers_Always_ForbidScriptFramesAndCaches()
    {
        using var mine = await EnterAsync();
        foreach (var path in new[] { "/", "/policy", "/nowhere", "/style.css", "/enter" })
        {
            var answer = await mine.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(ConsoleGuard.Policy, answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
            Assert.DoesNotContain("<script", await TextAsync(answer), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("style=\"", await TextAsync(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_UnderAnotherName_IsTurnedAway()
    {
        using var mine = await EnterAsync();
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/");
        rebound.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await mine.SendAsync(rebound, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Question_IsShownWithWhatWouldLeave_AndDecidedByItsForm()
    {
        using var mine = await EnterAsync();
        var list = await TextAsync(await mine.GetAsync("/", TestContext.Current.CancellationToken));
        Assert.Contains("1 call waits", list, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", list, StringComparison.Ordinal);
        var page = await TextAsync(await mine.GetAsync($"/approvals/{Id}", TestContext.Current.CancellationToken));
        foreach (var part in new[] { "as the coordinator says", "12 masked numbers", "this number does not leave", "3 earlier cohorts", "at least 11 patients at 3 sites" }) Assert.Contains(part, page, StringComparison.Ordinal);
        var decided = await PostAsync(mine, FormKeyOf(page), "approve");
        Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);
        Assert.Equal("approved", _site.Decision());
        Assert.DoesNotContain("<form", await TextAsync(await mine.GetAsync($"/approvals/{Id}", TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    /// <summary>What policy explain says of ledger, set and approvals, for the person who decides.</summary>
    [Fact]
    public async Task Question_ShowsWhatThisSiteRemembersOfIt()
    {
        var home = AgentHome.Open(_site.Folder.Path);
        using (var ledger = new CohortLedger(_site.State)) Remember(ledger, home, "count(data = d, subset = grade == \"low\")", "count(data = d)");
        using var mine = await EnterAsync();
        var page = await TextAsync(await mine.GetAsync($"/approvals/{Id}", TestContext.Current.CancellationToken));
        var asked = ExplainedCall.Of(home, ConsoleSite.Call, "trials", null, null, TimeProvider.System.GetUtcNow());
        Assert.Contains("this call has 2: 1 answered before, 1 new", asked.Standing!.Ledger[0], StringComparison.Ordinal); // The call is right.
        foreach (var line in asked.Standing.Ledger.Concat(asked.Standing.Approval)) Assert.Contains($"<li>{WebUtility.HtmlEncode(line)}</li>", page, StringComparison.Ordinal);
        Assert.Contains("compared with: rows where grade == &quot;low&quot; (answered)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("grade == \"low\"", page, StringComparison.Ordinal);
    }

    private static void Remember(CohortLedger ledger, AgentHome home, params string[] calls)
    {
        var terms = PolicyFile.Read(File.ReadAllText(home.Policy), home.Policy).Terms;
        foreach (var call in calls)
        {
            var entries = History.Of(new Contract { Question = CallLanguage.Parse(call).Question, Terms = terms, Sites = { "a", "b", "s1" } }, home.ReadDictionaries()["trials"].Datasets.Single());
            ledger.Admit([(byte)call.Length], "trials", "d", entries.Select(e => (History.Hash(e), e)));
            ledger.Mark("trials", "d", entries, CohortState.Answered);
        }
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("wrong", null, null)]
    [InlineData("right", "http://evil.example", null)]
    [InlineData("right", null, "cross-site")]
    public async Task Decision_FromElsewhere_ChangesNothing(string? form, string? origin, string? from)
    {
        using var mine = await EnterAsync();
        var page = await TextAsync(await mine.GetAsync($"/approvals/{Id}", TestContext.Current.CancellationToken));
        var key = form == "right" ? FormKeyOf(page) : form;
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(mine, key, "approve", origin, from)).StatusCode);
        Assert.Equal("waiting", _site.Decision());
        using var stranger = Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(stranger, key, "approve")).StatusCode);
        Assert.Equal("waiting", _site.Decision());
    }

    [Fact]
    public async Task Pages_OfPolicyLogAndRuns_TellWhatIsInForceAndWhole()
    {
        using var mine = await EnterAsync();
        Assert.Contains("In force", await PathAsync(mine, "/policy"), StringComparison.Ordinal);
        Assert.Contains("All 4 entries fit", await PathAsync(mine, "/log?verify=1"), StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"Sums that left\">1</td><td data-label=\"Outcome\">answered</td>", await PathAsync(mine, "/runs"), StringComparison.Ordinal);
        _site.Folder.Write("policy.yaml", "profile: default\nstudys: [trials]\n");
        var changed = await PathAsync(mine, "/policy");
        Assert.Contains("changed since the agent started", changed, StringComparison.Ordinal);
        Assert.Contains("studys", changed, StringComparison.Ordinal);
        var file = AuditLog.LinesFile(_site.State);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("\"person\":\"ada\"", "\"person\":\"eve\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("Line 2 is not what was written", await PathAsync(mine, "/log?verify=1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:8470")]
    [InlineData("[::]:8470")]
    [InlineData("here")]
    public async Task Listen_WhereOthersCanReach_IsRefused(string listen)
    {
        using StringWriter output = new(), error = new();
        var code = await AgentCommands.Build().Parse(["--home", _site.Folder.Path, "console", "--listen", listen]).InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        Assert.Equal(ErrorReason.WrongArgument.ExitCode(), code);
    }

    [Fact]
    public async Task Chromium_OpensTheLink_ShowsTheQuestionAndRunsNoScript()
    {
        var page = await ChromiumAsync("--dump-dom", _site.CreateLink());
        Assert.Contains("1 call waits", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/approvals/{Id}\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    private async Task<string> ChromiumAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("chromium", ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={Path.Combine(_site.Folder.Path, "chromium")}", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var chromium = Process.Start(start)!; // Starting a process by its file name returns it.
        var error = chromium.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await chromium.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await chromium.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(chromium.ExitCode == 0, await error);
        return output;
    }

    private static string FormKeyOf(string page) => System.Text.RegularExpressions.Regex.Match(page, "name=\"form\" value=\"([0-9a-f]{64})\"").Groups[1].Value;

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(_site.Address) };

    private async Task<HttpClient> EnterAsync(string? key = null)
    {
        var browser = Browser();
        var answer = await browser.GetAsync($"/enter?key={key ?? _site.CreateKey()}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        return browser;
    }

    private async Task<HttpResponseMessage> PostAsync(HttpClient browser, string? form, string decision, string? origin = null, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/approvals/{Id}") { Content = new FormUrlEncodedContent(form is null ? [new("decision", decision)] : [new("decision", decision), new("form", form)]) };
        request.Headers.Add("Origin", origin ?? _site.Address);
        if (from is not null) request.Headers.Add("Sec-Fetch-Site", from);
        return await browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<string> PathAsync(HttpClient browser, string path) => await TextAsync(await browser.GetAsync(path, TestContext.Current.CancellationToken));
}
