using System.Net.Http.Headers;
using NSwag;

static class NSwagClient
{
    const string Tenant = "demo";

    public static async Task Run(string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var client = new ScimClient(http);

        var created = await client.CreateUserAsync(null, null, tenant: Tenant, body: new User
        {
            Schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"],
            ExternalId = "nswag",
            UserName = "nswag@example.com",
            DisplayName = "Jane Doe",
            Emails = [new Emails { Type = "work", Value = "nswag@example.com", Primary = true }],
            Urn_ietf_params_scim_schemas_extension_enterprise_20_User = new EnterpriseUser { Department = "Finance" },
            Urn_ietf_params_scim_schemas_extension_uniFLOWOnline_20_User = new UniFLOWOnlineUser { CardNumber = "00124", Pin = "0042" },
        });
        Check.Equal(true, created.Active, "NSwag: active");

        const string filter = "userName eq \"nswag@example.com\"";
        var found = await client.ListUsersAsync(filter, null, null, null, null, null, null, null, Tenant);
        Check.Equal(created.Id, found.Resources.Single().Id, "NSwag: the user found");

        var read = await client.GetUserAsync(null, null, null, Tenant, created.Id);
        Check.Equal("nswag@example.com", read.Emails.Single().Value, "NSwag: the e-mail address");
        Check.Equal("00124", read.Urn_ietf_params_scim_schemas_extension_uniFLOWOnline_20_User.CardNumber, "NSwag: the card");
        read.DisplayName = "Jane Roe";
        read.Active = false;
        var replaced = await client.ReplaceUserAsync(null, null, null, read, Tenant, read.Id);
        Check.Equal("Jane Roe", replaced.DisplayName, "NSwag: displayName");
        Check.Equal("Finance", replaced.Urn_ietf_params_scim_schemas_extension_enterprise_20_User.Department, "NSwag: department");
        Check.Equal(false, replaced.Active, "NSwag: active");

        await client.DeleteUserAsync(null, Tenant, read.Id);
        try
        {
            await client.GetUserAsync(null, null, null, Tenant, read.Id);
            throw new InvalidOperationException("NSwag: the deleted user can be read.");
        }
        catch (ApiException<Error> error)
        {
            Check.Equal("404", error.Result.Status, "NSwag: the status of the error");
        }
        Console.WriteLine("NSwag: created, found, read, replaced and deleted a user.");
    }
}
