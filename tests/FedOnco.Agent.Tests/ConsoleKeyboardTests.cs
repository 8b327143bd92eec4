namespace FedOnco.Agent.Tests;

/// <summary>The console with the keyboard alone, in a real browser: every stop is seen and named, and a decision can be made.</summary>
public sealed class ConsoleKeyboardTests : IAsyncLifetime
{
    private const int MostStops = 12;

    // An outline that is drawn, on something that is within the window.
    private const string IsSeen = """
        (() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
          return e !== document.body && s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 2 && r.width > 0 && r.height > 0 && r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.top < innerHeight; })()
        """;

    private static readonly string Id = ConsoleSite.Id;
    private ConsoleSite _site = null!;
    private KeyboardBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await ConsoleSite.StartAsync("ada");
        _browser = await KeyboardBrowser.StartAsync(Path.Combine(_site.Folder.Path, "chromium"));
        await _browser.GoAsync(_site.CreateLink());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData("approve", "approved")]
    [InlineData("refuse", "refused")]
    public async Task Question_WithTabAndEnterAlone_IsDecided(string decision, string state)
    {
        await TabToAsync($"document.activeElement.getAttribute('href') === '/approvals/{Id}'");
        await EnterAsync();
        await TabToAsync($"document.activeElement.value === '{decision}'");
        Assert.Equal("waiting", _site.Decision());
        await EnterAsync();
        Assert.True(_site.Decision() == state, await _browser.ValueAsync("document.body.innerText"));
        Assert.Equal("0", await _browser.ValueAsync("document.forms.length"));
        Assert.Contains(state, await _browser.ValueAsync("document.querySelector('main').innerText"), StringComparison.Ordinal);
        // And on to the list, to the next question.
        await TabToAsync("document.activeElement.matches('main a[href=\"/\"]')");
        await EnterAsync();
        Assert.Equal("/", await _browser.ValueAsync("location.pathname"));
    }

    [Fact]
    public async Task FirstStop_IsTheWayPastTheNavigation()
    {
        await TabToAsync("document.activeElement.getAttribute('href') === '#content'", most: 1);
        await _browser.EnterAsync();
        await TabToAsync($"document.activeElement.getAttribute('href') === '/approvals/{Id}'", most: 1);
    }

    [Fact]
    public async Task Controls_OfEveryPage_HaveNamesOfTheirOwn()
    {
        foreach (var path in new[] { "/", "/runs", "/policy", "/log", $"/approvals/{Id}" })
        {
            await _browser.GoAsync($"{await _browser.ValueAsync("location.origin")}{path}");
            var controls = await _browser.ControlsAsync();
            Assert.InRange(controls.Count, 5, 20);
            Assert.DoesNotContain(controls, c => string.IsNullOrWhiteSpace(c.Name));
            Assert.Equal(controls.Count, controls.Distinct().Count());
            Assert.Equal("en", await _browser.ValueAsync("document.documentElement.lang"));
        }

        Assert.Contains(("button", "Approve"), await _browser.ControlsAsync());
        Assert.Contains(("button", "Refuse"), await _browser.ControlsAsync());
    }

    /// <summary>Tab until something is focused; each stop on the way is seen.</summary>
    private async Task TabToAsync(string condition, int most = MostStops)
    {
        for (var stop = 0; stop < most; stop++)
        {
            await _browser.TabAsync();
            Assert.True(await _browser.ValueAsync(IsSeen) == "true", await _browser.ValueAsync("document.activeElement.outerHTML"));
            if (await _browser.ValueAsync(condition) == "true") return;
        }

        Assert.Fail($"{most} stops, and never {condition}");
    }

    private async Task EnterAsync()
    {
        await _browser.EnterAsync();
        await _browser.LoadedAsync();
    }
}
