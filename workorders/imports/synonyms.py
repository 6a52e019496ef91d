"""What the exports of other systems call the fields of an order: proposals on the mapping page, never taken silently.

The words are those of the systems' own pages and files; `tests/exports.py` has a small file of each and says where
its headings are documented.
"""

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "number": (
        "issue key|request id|case number|incident number|ticket number|ticket no|工单id|工单号码|工单流水号|"
        "报事单号|报修单号|报修编号|任务单号|审批编号|审批单号|流水号|来电流水号|通话流水号|通话id|会话id|"
        "留言编号|序号"
    ),
    "created_at": (
        "created time|created at|created date|creation date|date created|opened|opened at|open date|requested|"
        "reported|submitted at|提交时间|发起时间|报事时间|报单时间|下单时间|登记时间|建单时间|工单创建时间|"
        "来电时间|呼入时间|呼叫时间|通话开始时间|进线时间|留言时间|申请提交时间"
    ),
    "agent": (
        "assignee|assigned to|agent|owner|ticket owner|handler|resolved by|受理客服|受理坐席|受理人|处理人|"
        "处理客服|当前处理人|当前受理人|坐席|坐席姓名|座席|座席姓名|客服人员|接线员|责任人|跟进人|管家|管家姓名|"
        "当前处理人姓名"
    ),
    "responder": "first responder|首次响应人|首次回复人|首响客服|应答人|答复人",
    "responded_at": (
        "initial response time|first reply time|first response|first responded at|first response at|人工首次响应|"
        "人工首次响应时间|首次响应时间|首次响应时长|首响时间|首响时长|首次回复时间|首次回复时长|应答时间|接听时间|"
        "人工首响时长|首响耗时|首响用时|首次响应用时|首次响应耗时|响应时长|响应用时|响应耗时|响应时间|"
        "time to first response|接通时间|接单时间|排队时长|响铃时长|等待时长|答复时间"
    ),
    "accepted_at": "assigned at|initially assigned at|acknowledged|acknowledged at|受理开始时间|领取时间|申领时间",
    "dispatched_at": "dispatched|dispatched at|分派时间|指派时间|分配时间",
    "started_at": "work started|work start|actual start|上门时间|开工时间|处理开始时间",
    "completed_at": (
        "solved at|resolved|resolved at|resolved time|resolved date|completed at|resolution date|"
        "full resolution time|解决时间|完结时间|工单完成时间|结单时间|处理完成时间|审批完成时间|挂机时间|"
        "通话结束时间|结束时间|维修完成时间|解决时长|办结时长|完结时长"
    ),
    "called_back_at": "called back|回访完成时间|回访日期",
    "archived_at": "closed|closed at|closed time|closed date|工单关闭时间",
    "reopened_at": "reopened|reopened at|重启时间|返工时间",
    "due_at": (
        "due|due at|due by|due date|due time|resolution due|resolution due by|承诺完成时间|处理时限|计划完成时间|"
        "预计完成时间|到期时间|工单时限"
    ),
    "status": "state|ticket status|issue status|工单当前状态|处理状态|审批状态|当前审批状态|报事状态|单据状态",
    "site": "所属项目|项目小区|小区名称|楼盘|物业项目|服务中心",
    "building": "楼宇|楼座|楼栋号|building",
    "room": "房间|房间号|房产|房产名称|房屋|报事位置|报修位置|位置|详细地址|报事地址",
    "team": "班组名称|维修班组|处理班组",
    "category": (
        "issue type|ticket type|request type|工单分类|工单类型|问题类型|问题分类|报事类型|报修类型|业务类型|咨询类型"
    ),
    "priority": "urgency|紧急度|工单优先级|紧急级别",
    "channel": "via|contact type|channel|origin|工单来源|报事来源|受理渠道|来电渠道|提交渠道",
    "subject": "summary|short description|title|工单标题|工单主题|报事标题|问题标题|留言主题",
    "description": "问题描述|工单描述|工单内容|报事内容|报修内容|报事描述|留言详情|来电内容|备注",
    "department": "责任部门|承办部门|发起人部门|申请人部门|创建人部门",
}
SYNONYMS = {field: tuple(words.split("|")) for field, words in _WORDS.items()}
