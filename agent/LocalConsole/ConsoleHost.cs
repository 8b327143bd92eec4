using System.Net;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedOnco.Agent.LocalConsole;

/// <summary>
/// The site's own web pages, on this machine only: a process of its own beside the agent, without its keys. It reads policy and
/// log, and decides on approvals.
/// </summary>
internal static class ConsoleHost
{
    private const int MostBody = 4096;
    private const int RunLines = 20_000;

    /// <param name="home">The agent's folder.</param>
    /// <param name="listen">Address and port; port 0 takes a free one.</param>
    /// <param name="session">Who may use it.</param>
    /// <param name="clock">Time.</param>
    /// <exception cref="FedOncoException">WrongArgument for an address that others can reach.</exception>
    public static WebApplication Build(AgentHome home, string listen, ConsoleSession session, TimeProvider clock)
    {
        if (!IPEndPoint.TryParse(listen, out var endpoint)) throw new FedOncoException(ErrorReason.WrongArgument, $"--listen {listen}: an address and a port are needed, as in 127.0.0.1:8470.");
        if (!IPAddress.IsLoopback(endpoint.Address)) throw new FedOncoException(ErrorReason.WrongArgument, $"--listen {listen}: the console is for this machine only. From elsewhere go through a tunnel, as in `ssh -L 8470:127.0.0.1:8470 THIS-MACHINE`.");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBody;
            kestrel.Listen(endpoint, listener => listener.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton(home).AddSingleton(session).AddSingleton(clock).AddSingleton(_ => new Approvals(home.State));
        var app = builder.Build();
        var guard = new ConsoleGuard(session);
        app.Use((context, next) => guard.InvokeAsync(context, next));
        Map(app, home, session);
        return app;
    }

    private static void Map(WebApplication app, AgentHome home, ConsoleSession session)
    {
        app.MapGet("/style.css", () => Results.Text(ConsoleStyle.Text, "text/css; charset=utf-8"));
        app.MapGet("/enter", (HttpContext context, string? key) => EnterAsync(context, session, key));
        app.MapGet("/", (HttpContext context, Approvals approvals, TimeProvider clock) => Page.WriteAsync(context, "Approvals", ApprovalPages.List(approvals.All(clock.GetUtcNow()))));
        app.MapGet("/approvals/{id}", ShowAsync);
        app.MapPost("/approvals/{id}", DecideAsync);
        app.MapGet("/runs", (HttpContext context) => Page.WriteAsync(context, "Runs", LogPages.Runs(LoggedRun.Of(Lines(home, RunLines)))));
        app.MapGet("/policy", (HttpContext context) => Page.WriteAsync(context, "Policy", PolicyPage.Of(home.Policy, Lines(home, int.MaxValue))));
        app.MapGet("/log", (HttpContext context, string? verify) => Page.WriteAsync(context, "Log", LogPages.Log(Lines(home, LogPages.Shown), verify is null || !HasLog(home) ? null : AuditVerification.Of(home.State))));
        app.MapFallback((HttpContext context) =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Page.WriteAsync(context, "Not found", "<p>There is no such page.</p>");
        });
    }

    private static Task EnterAsync(HttpContext context, ConsoleSession session, string? key)
    {
        if (key is not null && session.Enter(key) is { } cookie)
        {
            context.Response.Cookies.Append(ConsoleSession.Cookie, cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
            context.Response.Redirect("/");
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page.WriteAsync(context, "Not here", "<p>This link was used, or is not of this console. Start <code>fedonco-agent console</code> again for a new one.</p>", navigation: false);
    }

    private static Task ShowAsync(HttpContext context, string id, AgentHome home, Approvals approvals, TimeProvider clock)
    {
        if (Find(approvals, id, clock) is not { } question) return Missing(context);
        return Page.WriteAsync(context, "One call", ApprovalPages.One(question, Explain(home, question, clock.GetUtcNow()), ConsoleSession.FormKey(ConsoleGuard.Session(context))));
    }

    private static async Task DecideAsync(HttpContext context, string id, Approvals approvals, TimeProvider clock)
    {
        var decision = (await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))["decision"].ToString();
        if (decision is not ("approve" or "refuse") || Find(approvals, id, clock) is not { } question)
        {
            await Missing(context).ConfigureAwait(false);
            return;
        }

        approvals.Decide(question.Id, decision == "approve", clock.GetUtcNow());
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"/approvals/{question.Id}";
    }

    private static Task Missing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Page.WriteAsync(context, "Not found", "<p>There is no such question: it was withdrawn, or expired after 14 days.</p><p><a href=\"/\">All approvals</a></p>");
    }

    private static ApprovalQuestion? Find(Approvals approvals, string id, TimeProvider clock) => approvals.All(clock.GetUtcNow()).FirstOrDefault(q => q.Id == id);

    private static ExplainedCall? Explain(AgentHome home, ApprovalQuestion question, DateTimeOffset now)
    {
        try
        {
            return ExplainedCall.Of(home, question.Call, question.Study, question.Person, null, now);
        }
        catch (FedOncoException)
        {
            // Policy or catalogue changed since the question was asked; what was stored with it still stands on the page.
            return null;
        }
    }

    private static bool HasLog(AgentHome home) => File.Exists(AuditLog.LinesFile(home.State));

    private static IReadOnlyList<string> Lines(AgentHome home, int count) => HasLog(home) ? AuditReport.Last(home.State, count) : [];
}
